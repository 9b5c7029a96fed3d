# Must be silent: old gradients are shrunk by hand after the step, which is meant, and no longer the plain cycle.
import torch
import torch.nn.functional as F


def train(model, loader, decay=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        for p in model.parameters():
            if p.grad is not None:
                p.grad.mul_(decay)
