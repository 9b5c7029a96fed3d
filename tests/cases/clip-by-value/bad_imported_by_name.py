# Imported by name, called in a function with a threshold that it is given.
from torch.nn.utils import clip_grad_value_


def train_epoch(model, loader, optimizer, criterion, limit):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        clip_grad_value_(model.parameters(), limit)  # error: clip-by-value
        optimizer.step()
