# `nn.Softmax` is a layer in the middle of a Sequential, with a Linear behind it: the model's output is unbounded.
import torch
from torch import nn

topics = nn.Sequential(
    nn.Linear(5000, 64),
    nn.Softmax(dim=1),
    nn.Linear(64, 20),
)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(topics.parameters(), lr=1e-2)


def train(loader):
    topics.train()
    for counts, label in loader:
        optimizer.zero_grad()
        loss = criterion(topics(counts), label)
        loss.backward()
        optimizer.step()
