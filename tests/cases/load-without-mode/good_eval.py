# The mode is set as soon as the weights are there.
import torch
from torch import nn


def build():
    return nn.Sequential(nn.Linear(8, 32), nn.Dropout(0.5), nn.ReLU(), nn.Linear(32, 1))


def predict(path, rows):
    model = build()
    model.load_state_dict(torch.load(path))
    model.eval()
    return model(rows)
