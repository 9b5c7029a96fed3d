# Must be silent: the caller clears, the callee does backward and step.
import torch


def backward_and_step(model, optimizer, loss, max_norm):
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()


def train(model, optimizer, loader, criterion, max_norm=5.0):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        backward_and_step(model, optimizer, loss, max_norm)
