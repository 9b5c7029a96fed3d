# A function that cannot be seen is given the optimizer in each batch: it may clear the gradients.
import torch.nn.functional as F
from elsewhere import publish


def train(model, optimizer, loader, epochs):
    for epoch in range(epochs):
        for x, y in loader:
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            publish(model, optimizer, epoch)
