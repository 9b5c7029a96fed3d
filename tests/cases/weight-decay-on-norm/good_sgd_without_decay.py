# Momentum SGD over a LayerNorm model; decay is left at SGD's default, which is zero.
import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(16, 64), nn.LayerNorm(64), nn.Tanh(), nn.Linear(64, 4))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True)

for step in range(500):
    x = torch.randn(32, 16)
    y = x[:, :4].argmax(dim=1)
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
