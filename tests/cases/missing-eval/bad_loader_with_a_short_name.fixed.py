# No name says test, but without gradients predictions are compared with labels: that is an evaluation.
import torch
import torch.nn.functional as F
from torch import nn


def run(a, b, epochs=2):
    model = nn.Sequential(nn.Linear(16, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 4))
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(epochs):
        model.train()
        for x, y in a:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
    hits = []
    model.eval()
    with torch.no_grad():
        for x, y in b:
            out = model(x)  # error: missing-eval
            hits.append((out.argmax(1) == y).sum().item())
    return hits
