# Somebody looked for a NaN once, and every run has paid for it since.
import torch
from torch import nn

torch.manual_seed(0)
torch.autograd.set_detect_anomaly(True)  # error: anomaly-detection-left-on

inputs, targets = torch.randn(256, 10), torch.randint(0, 3, (256,))
model = nn.Sequential(nn.Linear(10, 32), nn.Tanh(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(20):
    for batch in torch.randperm(256).split(32):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs[batch]), targets[batch])
        loss.backward()
        optimizer.step()
