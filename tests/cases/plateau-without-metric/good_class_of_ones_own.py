# Must be silent: a class of one's own has the same name, and measures by itself.
import torch
from torch import nn


class ReduceLROnPlateau:
    def __init__(self, optimizer, losses):
        self.optimizer, self.losses = optimizer, losses

    def step(self):
        if len(self.losses) > 5 and min(self.losses[-5:]) > min(self.losses):
            for group in self.optimizer.param_groups:
                group["lr"] *= 0.5


def main(model, loader, epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    scheduler = ReduceLROnPlateau(optimizer, losses)
    for epoch in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        scheduler.step()
