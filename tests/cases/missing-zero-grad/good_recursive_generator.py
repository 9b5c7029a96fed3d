# A generator that hands on to itself goes backward and clears: what it does in the end is not known.
import torch
import torch.nn.functional as F


def walk(model, optimizer, tree):
    for node in tree:
        optimizer.zero_grad()
        F.mse_loss(model(node.x), node.y).backward()
        yield node
        yield from walk(model, optimizer, node.children)


def main(model, tree):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for node in walk(model, optimizer, tree):
        optimizer.step()
