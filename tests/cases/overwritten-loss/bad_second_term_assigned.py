# The second term is assigned where it was meant to be added.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
dataset = TensorDataset(torch.randn(128, 12), torch.randint(0, 3, (128,)))
loader = DataLoader(dataset, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 3))
criterion, smoothness = nn.CrossEntropyLoss(), nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

model.train()
for x, y in loader:
    optimizer.zero_grad()
    output = model(x)
    loss = criterion(output, y)  # error: overwritten-loss
    loss = smoothness(output, model(x.flip(0)).flip(0))
    loss.backward()
    optimizer.step()
