# The parameters that are trained are picked by a filter, which can be used once as well.
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_


def train(model, loader, epochs):
    trained = filter(lambda p: p.requires_grad, model.parameters())
    optimizer = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.0)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            clip_grad_norm_(trained, max_norm=5.0)  # error: exhausted-parameters
            optimizer.step()
