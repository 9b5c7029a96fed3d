# Plain SGD whose rate is divided by the window instead of the loss: the update is the same, and the author says so.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, base_lr, accum_steps, epochs=5):
    model = nn.Sequential(nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 4))
    # Gradients are summed over the window, so the rate carries the mean.
    optimizer = torch.optim.SGD(model.parameters(), lr=base_lr / accum_steps)
    model.train()
    for _ in range(epochs):
        optimizer.zero_grad()
        for i, (x, y) in enumerate(loader):
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            if (i + 1) % accum_steps == 0:
                optimizer.step()
                optimizer.zero_grad()
