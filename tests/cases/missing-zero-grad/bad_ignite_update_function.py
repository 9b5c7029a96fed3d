# An ignite engine calls the update function for every batch, and does nothing around it.
import torch
from ignite.engine import Engine, Events
from torch.nn import functional as F


def run(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def update(engine, batch):
        model.train()
        x, y = batch
        loss = F.cross_entropy(model(x), y)
        loss.backward()  # error: missing-zero-grad
        optimizer.step()
        return loss.item()

    trainer = Engine(update)

    @trainer.on(Events.EPOCH_COMPLETED)
    def report(engine):
        print(engine.state.epoch, engine.state.output)

    trainer.run(loader, max_epochs=epochs)
