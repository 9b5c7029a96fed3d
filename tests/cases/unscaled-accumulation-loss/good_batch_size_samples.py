# One sample at a time, each loss divided by the batch size, stepped after batch-size samples: the window is the batch and it is averaged.
import torch
import torch.nn.functional as F
from torch import nn


class TreeEncoder(nn.Module):
    def __init__(self, features, classes):
        super().__init__()
        self.leaf = nn.Linear(features, 64)
        self.root = nn.Linear(64, classes)

    def forward(self, tree):
        return self.root(torch.tanh(self.leaf(tree.nodes)).sum(0, keepdim=True))


def train(trees, features, classes, batch_size=25):
    model = TreeEncoder(features, classes)
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.05)
    model.train()
    optimizer.zero_grad()
    for k, tree in enumerate(trees, 1):
        loss = F.cross_entropy(model(tree), tree.label) / batch_size
        loss.backward()
        if k % batch_size == 0:
            optimizer.step()
            optimizer.zero_grad()
    return model
