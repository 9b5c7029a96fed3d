# An engine that nobody can see goes backward; the clip follows it.
from torch import nn


def train(model, optimizer, engine, loader):
    for batch in loader:
        optimizer.zero_grad()
        engine.run(batch)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
