# A pattern and a handler give names new meanings: what is clipped may be another model than the stepped one.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, jobs):
    trained, spare = nn.Linear(4, 2), nn.Linear(4, 2)
    optimizer = torch.optim.SGD(trained.parameters(), lr=0.1)
    other = torch.optim.SGD(spare.parameters(), lr=0.1)
    for (x, y), job in zip(loader, jobs):
        optimizer.zero_grad()
        F.cross_entropy(trained(x), y).backward()
        optimizer.step()
        model = trained
        match job:
            case {"model": model, **rest}:
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            case [model, *_] if model:
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            case model:
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        other.zero_grad()
        F.mse_loss(spare(x), rest).backward()
        torch.nn.utils.clip_grad_norm_(spare.parameters(), 1.0)
        other.step()
