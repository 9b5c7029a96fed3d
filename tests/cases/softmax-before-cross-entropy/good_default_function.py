# The output function has a default, but the caller gives one that leaves the scores alone.
import torch
import torch.nn.functional as F


def to_probabilities(scores):
    return F.softmax(scores, dim=-1)


def loss_of(model, x, y, output=to_probabilities):
    return F.cross_entropy(output(model(x)), y)


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss_of(model, x, y, output=lambda scores: scores / 2).backward()
        optimizer.step()
