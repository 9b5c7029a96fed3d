# Must be silent: the update function of an ignite engine clears first thing, for every batch.
import torch
from ignite.engine import Engine
from torch.nn import functional as F


def run(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def update(engine, batch):
        model.train()
        optimizer.zero_grad()
        x, y = batch
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    Engine(update).run(loader, max_epochs=epochs)
