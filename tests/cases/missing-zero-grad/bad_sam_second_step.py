# SAM's second_step clears only when it is told to: here the next batch adds to what the descent has used.
import torch
import torch.nn.functional as F

from sam import SAM


def train(model, loader):
    optimizer = SAM(model.parameters(), torch.optim.SGD, lr=0.1, momentum=0.9)
    for x, y in loader:
        F.cross_entropy(model(x), y).backward()  # error: missing-zero-grad
        optimizer.first_step(zero_grad=True)
        F.cross_entropy(model(x), y).backward()
        optimizer.second_step()
