# Must be silent: a scaler of the project remembers by itself what it has unscaled.
import torch
from torch import nn


class CarefulScaler:
    def __init__(self):
        self.inner = torch.amp.GradScaler("cuda")
        self.done = False

    def scale(self, loss):
        self.done = False
        return self.inner.scale(loss)

    def unscale_(self, optimizer):
        if not self.done:
            self.inner.unscale_(optimizer)
            self.done = True

    def step(self, optimizer):
        self.inner.step(optimizer)
        self.inner.update()


def train(model, loader, optimizer):
    scaler = CarefulScaler()
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        print(nn.utils.get_total_norm([p.grad for p in model.parameters()]))
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
