# The project's own criterion takes the target first.
import torch
import torch.nn.functional as F
from torch import nn


class TargetFirst(nn.Module):
    def forward(self, target, output):
        return F.cross_entropy(output, target)


def train(model, loader):
    criterion = TargetFirst()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(y, model(x))
        loss.backward()
        optimizer.step()
