# One function serves both phases, and its flag sets the mode each time.
import torch
from torch import nn


def run_epoch(model, loader, optimizer, training):
    model.train(training)
    total = 0.0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item()
    return total


def fit(model, loaders):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(10):
        for phase in ("train", "val"):
            if phase == "train":
                model.train()
            else:
                model.eval()
            for x, y in loaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    loss = nn.functional.cross_entropy(model(x), y)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
        run_epoch(model, loaders["train"], optimizer, True)
        run_epoch(model, loaders["val"], optimizer, False)
