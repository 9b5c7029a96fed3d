# Two names that might be either: nobody can tell which of them is data.
import torch
import torch.nn.functional as F


def reconstruct(model, pairs, optimizer):
    for one, two in pairs:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(model.decode(one), model.encode(two))
        loss.backward()
        optimizer.step()
