# Must be silent: what is stepped is a wrapper, which remembers the metric and passes it on.
import torch
from torch import nn


class Remembering:
    def __init__(self, scheduler):
        self.scheduler, self.metric = scheduler, None

    def watch(self, metric):
        self.metric = metric

    def step(self):
        self.scheduler.step(self.metric)


def train(model, loader, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = Remembering(torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2))
    for _ in range(epochs):
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        scheduler.watch(total)
        scheduler.step()
