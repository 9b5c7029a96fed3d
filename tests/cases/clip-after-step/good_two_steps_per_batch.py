# Must be silent: the same optimizer steps twice per batch, and the second clip has the second backward above it.
import torch
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_


def train(model, loader, lr=1e-4):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for labelled, target, unlabelled in loader:
        optimizer.zero_grad()
        supervised = F.cross_entropy(model(labelled), target)
        supervised.backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

        optimizer.zero_grad()
        first, second = model(unlabelled), model(unlabelled)
        consistency = F.mse_loss(first, second)
        consistency.backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
