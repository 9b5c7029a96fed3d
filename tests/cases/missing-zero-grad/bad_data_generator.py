# A generator of the file moves batches to the device; nobody clears.
import torch
import torch.nn.functional as F


def batches(loader, device):
    for x, y in loader:
        yield x.to(device), y.to(device)


def main(model, loader, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in batches(loader, device):
        F.mse_loss(model(x), y).backward()  # error: missing-zero-grad
        optimizer.step()
