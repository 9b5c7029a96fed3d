# apex hands back the same optimizer: scale_loss unscales, but nothing clears.
import torch
from apex import amp
from torch.nn import functional as F


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model, optimizer = amp.initialize(model, optimizer, opt_level="O1")
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        with amp.scale_loss(loss, optimizer) as scaled_loss:
            scaled_loss.backward()  # error: missing-zero-grad
        optimizer.step()
