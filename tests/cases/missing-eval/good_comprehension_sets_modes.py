# Every model is put into eval mode by a comprehension over a tuple of them.
import torch
import torch.nn as nn


def run(path, xs):
    a = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2))
    b = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.2))
    a.load_state_dict(torch.load(path))
    b.load_state_dict(torch.load(path))
    [k.eval() for k in (a, b)]
    with torch.no_grad():
        return [b(a(x)) for x in xs]
