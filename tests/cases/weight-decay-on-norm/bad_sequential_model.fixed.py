# A model written as one nn.Sequential with BatchNorm, in a flat script, under Adam with an explicit decay.
import torch
from torch import nn, optim

x_train = torch.randn(1000, 20)
y_train = torch.randint(0, 2, (1000,)).float()

model = nn.Sequential(
    nn.Linear(20, 64),
    nn.BatchNorm1d(64),
    nn.ReLU(),
    nn.Linear(64, 1),
)
loss_fn = nn.BCEWithLogitsLoss()
opt = optim.Adam([
    {"params": [p for p in model.parameters() if p.ndim > 1]},
    {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
], lr=1e-3, weight_decay=5e-4)  # error: weight-decay-on-norm

for epoch in range(20):
    permutation = torch.randperm(len(x_train))
    for indices in permutation.split(50):
        opt.zero_grad()
        logits = model(x_train[indices]).squeeze(1)
        loss = loss_fn(logits, y_train[indices])
        loss.backward()
        opt.step()
    print(f"{epoch:3d} {loss.item():.4f}")
