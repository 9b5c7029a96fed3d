# What was imported is bound anew, to the function that is right for the version at hand.
import torch
from torch.nn.utils import clip_grad_norm

if hasattr(torch.nn.utils, "clip_grad_norm_"):
    clip_grad_norm = torch.nn.utils.clip_grad_norm_


def update(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    clip_grad_norm(model.parameters(), 1.0)
    optimizer.step()
