# Must be silent: a helper from elsewhere receives the optimizer in every iteration and may clear it.
import torch
import torch.nn.functional as F

from toolkit.hooks import after_step


def train(model, loader, lr):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for step, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        after_step(step, optimizer)
