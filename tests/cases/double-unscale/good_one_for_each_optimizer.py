# Must be silent: two optimizers share a scaler, and each is unscaled once.
import torch
from torch import nn

generator, critic = nn.Linear(16, 64), nn.Linear(64, 1)
optimizers = torch.optim.Adam(generator.parameters(), 1e-4), torch.optim.Adam(critic.parameters(), 4e-4)
scaler = torch.amp.GradScaler("cuda")


def step(noise):
    for optimizer in optimizers:
        optimizer.zero_grad()
    with torch.autocast("cuda"):
        loss = critic(generator(noise)).mean()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizers[0])
    nn.utils.clip_grad_norm_(generator.parameters(), 1.0)
    scaler.unscale_(optimizers[1])
    nn.utils.clip_grad_norm_(critic.parameters(), 1.0)
    scaler.step(optimizers[0])
    scaler.step(optimizers[1])
    scaler.update()
