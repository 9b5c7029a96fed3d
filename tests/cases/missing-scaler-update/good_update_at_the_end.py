# Must be silent: the update stands at the end of the loop, far from the step.
import torch
from torch import nn


def train(model, loader, optimizer, scheduler):
    scaler = torch.amp.GradScaler("cuda")
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        if step % 50 == 0:
            print(step, loss.item(), scaler.get_scale())
        scheduler.step()
        scaler.update()
