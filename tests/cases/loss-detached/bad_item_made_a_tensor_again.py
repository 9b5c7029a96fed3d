# The loss is read as a number and made a tensor again that claims to require a gradient.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 5, (256,)))
loader = DataLoader(dataset, batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()

model.train()
for x, y in loader:
    optimizer.zero_grad()
    value = criterion(model(x), y).item()
    loss = torch.tensor(value, requires_grad=True)
    loss.backward()  # error: loss-detached
    optimizer.step()
