# Nothing in this model behaves differently in training.
import torch
from torch import nn


def build():
    return nn.Sequential(nn.Linear(8, 32), nn.LayerNorm(32), nn.ReLU(), nn.Linear(32, 1))


def predict(path, rows):
    model = build()
    model.load_state_dict(torch.load(path))
    return model(rows)
