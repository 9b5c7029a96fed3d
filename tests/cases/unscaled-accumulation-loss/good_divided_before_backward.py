# The loss is divided by the window before backward: the accumulated gradient is the mean over the window, nothing to report.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

accumulation_steps = 4
data = TensorDataset(torch.randn(512, 10), torch.randint(0, 3, (512,)))
loader = DataLoader(data, batch_size=8, shuffle=True)
model = nn.Linear(10, 3)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

optimizer.zero_grad()
for epoch in range(3):
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        loss = loss / accumulation_steps
        loss.backward()
        if (i + 1) % accumulation_steps == 0:
            optimizer.step()
            optimizer.zero_grad()
    print(epoch, loss.item() * accumulation_steps)
