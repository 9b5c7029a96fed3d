# The clip stands between the forward pass and backward, where there are no gradients yet.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(512, 32), torch.randint(0, 10, (512,)))
loader = DataLoader(data, batch_size=64, shuffle=True)

model = nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

for epoch in range(5):
    for inputs, targets in loader:
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        # keep the update small
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # error: clip-before-backward
        optimizer.step()
    print(epoch, loss.item())
