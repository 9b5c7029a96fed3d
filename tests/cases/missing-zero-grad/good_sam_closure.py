# Must be silent: SAM's step takes a closure that goes backward for the second time, and the loop clears behind it.
import torch
import torch.nn.functional as F

from sam import SAM


def train(model, loader):
    optimizer = SAM(model.parameters(), torch.optim.SGD, lr=0.1)
    for x, y in loader:

        def closure():
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            return loss

        F.cross_entropy(model(x), y).backward()
        optimizer.step(closure)
        optimizer.zero_grad()
