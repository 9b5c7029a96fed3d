# The network of another file holds norms, and all of it decays.
import torch

from net import Net


def build():
    model = Net()
    return torch.optim.AdamW([
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], lr=1e-3, weight_decay=0.05)  # error: weight-decay-on-norm
