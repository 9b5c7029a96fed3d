# The optimizer of the backbone has stepped; that of the head waits for the second phase, with gradients to clear.
import torch
from torch import nn


def train(backbone, head, ema, first, second):
    model = nn.Sequential(backbone, head)
    early = torch.optim.SGD(backbone.parameters(), lr=0.1)
    late = torch.optim.SGD(head.parameters(), lr=0.01)
    for x, y in first:
        early.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        early.step()
        ema.update(model)
    for x, y in second:
        late.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        late.step()
