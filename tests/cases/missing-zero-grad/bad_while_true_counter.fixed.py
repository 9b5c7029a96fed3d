# An endless loop with a counter that is set back to 0: each full window is stepped, none is cleared.
import torch
from torch import nn


def train_forever(model, stream, window=32, limit=100_000):
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-4)
    criterion = nn.SmoothL1Loss()
    filled, updates = 0, 0
    while True:
        state, goal = stream.next()
        loss = criterion(model(state), goal) / window
        loss.backward()  # error: missing-zero-grad
        filled += 1
        if filled == window:
            optimizer.step()
            optimizer.zero_grad()
            filled = 0
            updates += 1
        if updates >= limit:
            break
    return model
