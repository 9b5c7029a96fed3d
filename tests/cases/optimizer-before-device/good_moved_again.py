# The model goes to the CPU to be saved, and back to its device.
import torch
from torch import nn


def train(model, loader, device, epochs):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x.to(device)), y.to(device)).backward()
            optimizer.step()
        torch.save(model.cpu().state_dict(), f"epoch{epoch}.pt")
        model.to(device)
