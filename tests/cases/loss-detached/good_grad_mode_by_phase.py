# Gradients are recorded in one of the two phases, and backward is called in that one.
import torch
from torch import nn


def run(model, loaders, optimizer):
    criterion = nn.CrossEntropyLoss()
    for phase in ("train", "val"):
        model.train(phase == "train")
        for x, y in loaders[phase]:
            with torch.set_grad_enabled(phase == "train"):
                loss = criterion(model(x), y)
                if phase == "train":
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
