# The Sequential with its final softmax is written on one line inside a function; the loss is the functional one.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, words, classes):
    bag = nn.EmbeddingBag(words, 50)
    head = nn.Sequential(nn.Linear(50, 50), nn.Tanh(), nn.Linear(50, classes), nn.Softmax(dim=-1))
    params = [*bag.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(params, lr=1e-3)
    for text, offsets, label in loader:
        optimizer.zero_grad()
        out = head(bag(text, offsets))
        loss = F.cross_entropy(out, label)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
    return bag, head
