# The weights go into what a list holds: the line that loads them has no name for it.
import torch
from torch import nn

models = [nn.Sequential(nn.Linear(8, 16), nn.Dropout(0.2), nn.Linear(16, 1))]
models[0].load_state_dict(torch.load("first.pt"))
print(models[0](torch.zeros(1, 8)))  # error: load-without-mode
