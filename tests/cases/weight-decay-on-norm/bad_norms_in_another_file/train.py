# The network of another file holds norms, and all of it decays.
import torch

from net import Net


def build():
    model = Net()
    return torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)  # error: weight-decay-on-norm
