# The dict gets the rest of the state in the lines that follow.
import torch
from torch import nn


def train(model, loader, epochs, path):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    start_epoch = checkpoint.get("epoch", 0)
    for epoch in range(start_epoch, epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        state = {"epoch": epoch, "model": model.state_dict()}
        state["moments"] = optimizer.state_dict()
        torch.save(state, path)
