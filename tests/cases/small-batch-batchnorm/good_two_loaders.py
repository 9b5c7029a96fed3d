# One of two loaders gives large batches, and it is not known which of them is meant.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(640, 20), torch.randint(0, 5, (640,)))
loader = DataLoader(dataset, batch_size=8, shuffle=True)
large = DataLoader(dataset, batch_size=256, shuffle=True)
model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()

for epoch in range(10):
    for x, y in large if epoch > 2 else loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
