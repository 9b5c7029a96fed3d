# A function that calls eval() is applied to every layer.
import torch
import torch.nn as nn


def set_eval(k):
    if isinstance(k, (nn.Dropout, nn.BatchNorm1d)):
        k.eval()


def run(path, xs):
    m = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Dropout(0.2))
    m.load_state_dict(torch.load(path))
    m.apply(set_eval)
    with torch.no_grad():
        return [m(x) for x in xs]
