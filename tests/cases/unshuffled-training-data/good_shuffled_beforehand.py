# The rows are brought into a random order once, before the loader is built.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train(path, epochs):
    stored = torch.load(path)
    order = torch.randperm(len(stored["x"]))
    loader = DataLoader(TensorDataset(stored["x"][order], stored["y"][order]), batch_size=64)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
    return model
