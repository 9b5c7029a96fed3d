# Every micro-batch updates the average, and always before the guarded step.
import torch
from torch import nn


def train(model, swa_model, loader, every):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = nn.functional.mse_loss(model(x), y) / every
        loss.backward()
        swa_model.update_parameters(model)  # error: ema-before-step
        if (i + 1) % every == 0:
            optimizer.step()
            optimizer.zero_grad()
