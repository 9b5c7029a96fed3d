# A sigmoid per class, and a likelihood of one class: nobody can say which of the two was meant.
import torch
from torch.nn import functional as F


def step(model, optimizer, x, y):
    optimizer.zero_grad()
    scores = torch.sigmoid(model(x))
    loss = F.nll_loss(scores, y)  # error: nll-without-log-softmax
    loss.backward()
    optimizer.step()


def train(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, y in loader:
        step(model, optimizer, x, y)
