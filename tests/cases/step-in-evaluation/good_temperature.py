# The temperature is what the validation data are for: an optimizer of its own fits it.
import torch
from torch import nn


def fit(model, train_loader, val_loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in train_loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    temperature = nn.Parameter(torch.ones(1))
    scaling = torch.optim.Adam([temperature], lr=0.01)
    for x, y in val_loader:
        with torch.no_grad():
            logits = model(x)
        scaling.zero_grad()
        nn.functional.cross_entropy(logits / temperature, y).backward()
        scaling.step()
