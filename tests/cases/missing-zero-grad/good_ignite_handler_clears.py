# Must be silent: another handler of the same ignite engine clears before each batch.
import torch
from ignite.engine import Engine, Events
from torch.nn import functional as F


def run(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def update(engine, batch):
        x, y = batch
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    trainer = Engine(update)

    @trainer.on(Events.ITERATION_STARTED)
    def clear(engine):
        optimizer.zero_grad()

    trainer.run(loader, max_epochs=epochs)
