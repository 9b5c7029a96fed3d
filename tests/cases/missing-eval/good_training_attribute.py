# The mode is set through the training attribute of every module.
import torch
import torch.nn as nn


def run(path, xs):
    a = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2))
    a.load_state_dict(torch.load(path))
    for k in a.modules():
        k.training = False
    with torch.no_grad():
        return [a(x) for x in xs]
