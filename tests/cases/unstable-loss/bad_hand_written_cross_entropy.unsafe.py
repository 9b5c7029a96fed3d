# A binary cross-entropy is written by hand, with a floor under one logarithm and none under the other.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
dataset = TensorDataset(torch.randn(128, 10), torch.randint(0, 2, (128, 1)).float())
loader = DataLoader(dataset, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

model.train()
for x, y in loader:
    optimizer.zero_grad()
    p = model(x)
    gain = torch.log(p + 1e-7)
    miss = torch.log((1 - p).clamp_min(1e-7))  # error: unstable-loss
    loss = -(y * gain + (1 - y) * miss).mean()
    loss.backward()
    optimizer.step()
