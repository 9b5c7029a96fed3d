# The model is restored here, and used by whoever asked for it.
import torch
from torch import nn


def build():
    return nn.Sequential(nn.Linear(8, 32), nn.Dropout(0.5), nn.ReLU(), nn.Linear(32, 1))


def predict(path, rows):
    model = build()
    model.load_state_dict(torch.load(path))
    return model
