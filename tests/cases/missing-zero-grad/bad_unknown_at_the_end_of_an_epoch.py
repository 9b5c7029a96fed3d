# What a function that cannot be seen does after an epoch says nothing about the batches inside of one.
import torch.nn.functional as F
from elsewhere import publish


def train(model, optimizer, loader, epochs):
    for epoch in range(epochs):
        for x, y in loader:
            loss = F.cross_entropy(model(x), y)
            loss.backward()  # error: missing-zero-grad
            optimizer.step()
        publish(model, optimizer, epoch)
