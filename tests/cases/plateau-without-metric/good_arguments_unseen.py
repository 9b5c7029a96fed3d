# Must be silent: what stands behind the star may be the metric.
import torch
from torch import nn


def main(model, loader, validate, epochs, name="step"):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=5)
    for epoch in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
        measured = [validate(model)]
        scheduler.step(*measured)
