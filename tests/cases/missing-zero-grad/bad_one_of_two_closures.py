# A factory returns one of two closures, and neither clears the gradients that both produce.
import torch
import torch.nn.functional as F


def update(optimizer, loss):
    loss.backward()  # error: missing-zero-grad
    optimizer.step()
    return loss.item()


def make_step(model, optimizer, smooth):
    def plain(x, y):
        return update(optimizer, F.mse_loss(model(x), y))

    def smoothed(x, y):
        return update(optimizer, F.smooth_l1_loss(model(x), y))

    if smooth:
        return smoothed
    return plain


def main(model, loader, smooth):
    optimizer = torch.optim.Adam(model.parameters())
    step = make_step(model, optimizer, smooth)
    for x, y in loader:
        print(step(x, y))
