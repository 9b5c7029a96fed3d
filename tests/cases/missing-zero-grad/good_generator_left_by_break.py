# A generator under `no_grad` is left by `break`: what follows is recorded again, and clears.
import torch
import torch.nn.functional as F


def scored(model, loader):
    with torch.no_grad():
        for x, y in loader:
            yield F.mse_loss(model(x), y)


def main(model, loader):
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(3):
        for score in scored(model, loader):
            if score > 1:
                break
        for x, y in loader:
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()
