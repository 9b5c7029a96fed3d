# Must be silent: after the step a helper from elsewhere is given model and optimizer and may well compute new gradients.
import torch
from torch import nn

from project.regularize import add_penalty_gradients


def train(model, loader, lr, max_norm):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion = nn.MSELoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        add_penalty_gradients(model, optimizer, x)
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
