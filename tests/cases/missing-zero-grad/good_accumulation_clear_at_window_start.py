# Must be silent: the clear opens the window under a guard of its own, and the step closes it.
import torch.nn.functional as F


def train(model, optimizer, loader, window):
    model.train()
    for i, (x, y) in enumerate(loader):
        if i % window == 0:
            optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y) / window
        loss.backward()
        if i % window == window - 1:
            optimizer.step()
