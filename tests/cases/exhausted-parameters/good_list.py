# A list can be used as often as one likes.
import torch
from torch import nn


def train(model, loader):
    params = [p for p in model.parameters() if p.requires_grad]
    trained = list(filter(lambda p: p.requires_grad, model.parameters()))
    optimizer = torch.optim.SGD(params, lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        nn.utils.clip_grad_norm_(params, 1.0)
        nn.utils.clip_grad_value_(trained, 1.0)
        optimizer.step()
