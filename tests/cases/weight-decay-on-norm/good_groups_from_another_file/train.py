# The groups are made in another file, with no decay for norms and biases.
import torch

from net import Net
from groups import parameter_groups


def build():
    model = Net()
    return torch.optim.AdamW(parameter_groups(model, 0.05), lr=1e-3)
