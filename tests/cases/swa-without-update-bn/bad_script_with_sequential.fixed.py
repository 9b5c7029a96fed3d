# A script averages a small network's weights and measures the error at once.
import torch
from torch import nn

torch.manual_seed(3)
x = torch.randn(640, 16)
y = x[:, :4].sum(dim=1, keepdim=True)
batches = list(zip(x[:512].split(64), y[:512].split(64)))

net = nn.Sequential(nn.Linear(16, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 1))
averaged = torch.optim.swa_utils.AveragedModel(net)
optimizer = torch.optim.SGD(net.parameters(), lr=0.02)

for epoch in range(40):
    for i, (inputs, targets) in enumerate(batches):
        optimizer.zero_grad()
        loss = (net(inputs) - targets).abs().mean()
        loss.backward()
        optimizer.step()
    if epoch > 20:
        averaged.update_parameters(net)

torch.optim.swa_utils.update_bn(batches, averaged)
averaged.eval()
with torch.no_grad():
    error = (averaged(x[512:]) - y[512:]).abs().mean()  # error: swa-without-update-bn
print(f"error of the average: {error.item():.4f}")
