# The logarithm is one of a positive rate that an exponential returned.
import torch


def train(model, loader, optimizer):
    model.train()
    for x, count in loader:
        optimizer.zero_grad()
        rate = torch.exp(model(x)) + 1.0
        loss = (rate - count * torch.log(rate)).mean()
        loss.backward()
        optimizer.step()
