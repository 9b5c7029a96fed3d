# Backward stands in a helper that never hears of the window: found by following the call, no repair since the helper does not know N.
import torch
from torch import nn


def backward(loss, tracker):
    tracker.append(loss.item())
    loss.backward()  # error: unscaled-accumulation-loss


def train(loader, accum_steps):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 10))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    history = []
    model.train()
    optimizer.zero_grad()
    for i, (image, digit) in enumerate(loader):
        loss = criterion(model(image), digit)
        backward(loss, history)
        if (i + 1) % accum_steps == 0:
            optimizer.step()
            optimizer.zero_grad()
    return model, history
