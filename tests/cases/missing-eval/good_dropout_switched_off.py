# The only mode-dependent layers are switched off by setting their probability to zero.
import torch
import torch.nn as nn


def run(path, xs):
    a = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2))
    a.load_state_dict(torch.load(path))
    for k in a.modules():
        if isinstance(k, nn.Dropout):
            k.p = 0.0
    with torch.no_grad():
        return [a(x) for x in xs]
