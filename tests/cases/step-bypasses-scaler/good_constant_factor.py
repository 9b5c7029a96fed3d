# Must be silent: a factor of 1024 keeps small gradients from vanishing, and Adam divides it out again.
import torch
from torch import nn

field = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, 4)).cuda()
optimizer = torch.optim.Adam(field.parameters(), lr=1e-2, eps=1e-15)
grad_scaler = torch.amp.GradScaler("cuda", init_scale=2**10)

for rays, colours in torch.load("rays.pt"):
    optimizer.zero_grad()
    loss = nn.functional.smooth_l1_loss(field(rays)[..., :3], colours)
    # There is no need to unscale: the updates of Adam do not depend on a constant factor.
    grad_scaler.scale(loss).backward()
    optimizer.step()
