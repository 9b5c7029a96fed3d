# The window was made longer, and the divisor was forgotten.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(1024, 20), torch.randint(0, 5, (1024,)))
loader = DataLoader(dataset, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

for epoch in range(3):
    for step, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / 4
        loss.backward()  # error: wrong-accumulation-divisor
        if (step + 1) % 8 == 0:
            optimizer.step()
            optimizer.zero_grad()
