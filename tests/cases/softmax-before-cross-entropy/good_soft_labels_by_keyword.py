# Soft labels made by a softmax of annotator votes, passed as `target=` before `input=`: the name `probs` and the position prove nothing.
import torch
from torch import nn


def train(loader, features, classes):
    model = nn.Sequential(nn.Linear(features, 32), nn.ReLU(), nn.Linear(32, classes))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, votes in loader:
        optimizer.zero_grad()
        probs = torch.softmax(votes.float(), dim=1)
        loss = criterion(target=probs, input=model(x))
        loss.backward()
        optimizer.step()
    return model
