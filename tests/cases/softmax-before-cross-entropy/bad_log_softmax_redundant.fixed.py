# `log_softmax` before cross-entropy is idempotent: the value is right, the work is done twice (reported as redundant).
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, features, classes):
    model = nn.Sequential(nn.Linear(features, 80), nn.ReLU(), nn.Linear(80, classes))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        logits = model(x)
        loss = F.cross_entropy(logits, y)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
    return model
