# A logarithm of data, and a softmax of scores: the two never meet.
import torch
import torch.nn.functional as F


def train(model, loader, optimizer, counts):
    prior = torch.log(counts / counts.sum())
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        scores = model(x)
        weights = F.softmax(scores.detach(), dim=1)
        loss = F.cross_entropy(scores + prior, y) - weights.max()
        loss.backward()
        optimizer.step()
