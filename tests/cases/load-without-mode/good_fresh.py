# Nothing was loaded: the model is only asked for the shape of what it returns.
import torch
from torch import nn


def build():
    return nn.Sequential(nn.Linear(8, 32), nn.Dropout(0.5), nn.ReLU(), nn.Linear(32, 1))


def predict(path, rows):
    model = build()
    weights = torch.load(path)
    return model(rows).shape, weights
