# The moments of Adam are not in the checkpoint from which the training goes on.
import os

import torch
from torch import nn


def train(model, loader, epochs, path):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    start_epoch = 0
    if os.path.exists(path):
        checkpoint = torch.load(path)
        model.load_state_dict(checkpoint["model_state_dict"])
        start_epoch = checkpoint["epoch"] + 1
    for epoch in range(start_epoch, epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        torch.save(  # error: incomplete-checkpoint
            {
                "epoch": epoch,
                "model_state_dict": model.state_dict(),
            },
            path,
        )
