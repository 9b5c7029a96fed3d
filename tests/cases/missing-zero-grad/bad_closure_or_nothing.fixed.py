# The factory returns a closure that never clears, or nothing for a kind that nobody asks for.
import torch
import torch.nn.functional as F


def make_step(model, optimizer, kind):
    if kind == "plain":

        def plain(x, y):
            F.mse_loss(model(x), y).backward()  # error: missing-zero-grad
            optimizer.step()
            optimizer.zero_grad()

        return plain


def main(model, loader, kind):
    optimizer = torch.optim.Adam(model.parameters())
    step = make_step(model, optimizer, kind)
    for epoch in range(3):
        for x, y in loader:
            step(x, y)
