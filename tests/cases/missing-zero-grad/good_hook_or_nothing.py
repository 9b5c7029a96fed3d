# A hook may be given or not; where it is given it clears, where it is not the loop does.
import torch
import torch.nn.functional as F


def fit(model, loader, optimizer, clear=None):
    for x, y in loader:
        if clear is None:
            optimizer.zero_grad()
        else:
            clear()
        F.mse_loss(model(x), y).backward()
        optimizer.step()


def main(model, loader, own):
    optimizer = torch.optim.Adam(model.parameters())

    def clearing():
        optimizer.zero_grad()

    hook = clearing if own else None
    fit(model, loader, optimizer, hook)
