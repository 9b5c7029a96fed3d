# The averaged model takes in the weights of the step before.
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.999))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for _ in range(100):
    x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    # keep the average up to date
    averaged.update_parameters(model)  # error: ema-before-step
    optimizer.step()
