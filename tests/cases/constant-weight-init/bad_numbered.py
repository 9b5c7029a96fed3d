# The layers of a sequence are set to one by their numbers.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 12), nn.ReLU(), nn.Linear(12, 12), nn.ReLU(), nn.Linear(12, 1))
nn.init.ones_(model[0].weight)  # error: constant-weight-init
nn.init.ones_(model[2].weight)
nn.init.xavier_uniform_(model[-1].weight)

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for _ in range(50):
    x = torch.rand(64, 3)
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), x.prod(1, keepdim=True))
    loss.backward()
    optimizer.step()
