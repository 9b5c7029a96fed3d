# Must be silent: full-batch descent, all batches of an epoch are summed with their weights, then one step and one clear.
import torch
import torch.nn.functional as F


def train(model, loader, epochs, lr=1.0):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    count = len(loader.dataset)
    for epoch in range(epochs):
        total = 0.0
        optimizer.zero_grad()
        for x, y in loader:
            loss = F.cross_entropy(model(x), y, reduction="sum") / count
            loss.backward()
            total += loss.item()
        optimizer.step()
        print(epoch, total)
