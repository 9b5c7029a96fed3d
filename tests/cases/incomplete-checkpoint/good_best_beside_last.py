# The best weights are for predictions, and the last checkpoint is complete.
import torch
from torch import nn


def train(model, loader, evaluate, epochs, path):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    start_epoch = checkpoint.get("epoch", 0)
    optimizer.load_state_dict(checkpoint["optimizer"])
    best = float("inf")
    for epoch in range(start_epoch, epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        error = evaluate(model)
        if error < best:
            best = error
            torch.save({"epoch": epoch, "model": model.state_dict()}, "best.pt")
        last = {"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save(last, path)
