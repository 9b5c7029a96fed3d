# The context manager of the file clips behind its `yield`, where gradients are still scaled.
import contextlib

import torch
import torch.nn.functional as F


@contextlib.contextmanager
def stepping(model, optimizer, scaler):
    optimizer.zero_grad()
    try:
        yield
    finally:
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # error: clip-without-unscale
        scaler.step(optimizer)
        scaler.update()


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        with stepping(model, optimizer, scaler):
            with torch.autocast("cuda"):
                loss = F.mse_loss(model(x), y)
            scaler.scale(loss).backward()
