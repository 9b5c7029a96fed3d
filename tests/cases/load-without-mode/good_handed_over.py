# Somebody else gets the model, who may set its mode.
import torch
from torch import nn
from serving import prepare


def build():
    return nn.Sequential(nn.Linear(8, 32), nn.Dropout(0.5), nn.ReLU(), nn.Linear(32, 1))


def predict(path, rows):
    model = build()
    model.load_state_dict(torch.load(path))
    prepare(model)
    return model(rows)
