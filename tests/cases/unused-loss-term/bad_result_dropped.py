# The penalty is computed by a statement of its own, and nobody takes the result.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
pairs = TensorDataset(torch.randn(128, 16), torch.randn(128, 1))
loader = DataLoader(pairs, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 1))
criterion = nn.MSELoss()
penalty = nn.L1Loss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

model.train()
for x, y in loader:
    optimizer.zero_grad()
    output = model(x)
    loss = criterion(output, y)
    penalty(output, torch.zeros_like(output))  # error: unused-loss-term
    loss.backward()
    optimizer.step()
