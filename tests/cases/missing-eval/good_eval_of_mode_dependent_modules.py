# Only the layers that depend on the mode are put into eval mode, one by one.
import torch
import torch.nn as nn


def run(path, xs):
    m = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Dropout(0.2))
    m.load_state_dict(torch.load(path))
    for k in m.modules():
        if isinstance(k, (nn.Dropout, nn.BatchNorm1d)):
            k.eval()
    with torch.no_grad():
        return [m(x) for x in xs]
