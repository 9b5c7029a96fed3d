# Weights and the state of the training go to two files, as in large-scale training.
import torch
from torch import nn


def train(model, loader, epochs, path):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    start_epoch = checkpoint.get("epoch", 0)
    optimizer.load_state_dict(torch.load(f"{path}.training")["optimizer"])
    for epoch in range(start_epoch, epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        torch.save({"epoch": epoch, "model": model.state_dict()}, path)
        torch.save({"optimizer": optimizer.state_dict()}, f"{path}.training")
