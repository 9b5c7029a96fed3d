# The step function is nested in the training function and called from its loop: backward on the whole mean, step every `every` calls.
import torch
import torch.nn.functional as F
from torch import nn


def fit(loader, every, learning_rate=0.02, epochs=4):
    model = nn.Sequential(nn.Linear(30, 30), nn.ELU(), nn.Linear(30, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, nesterov=True, momentum=0.9)

    def train_batch(i, x, y):
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        (loss / every).backward()  # error: unscaled-accumulation-loss
        if (i + 1) % every == 0:
            optimizer.step()
            optimizer.zero_grad()
        return loss.item()

    model.train()
    optimizer.zero_grad()
    for epoch in range(epochs):
        losses = [0.0]
        for i, (x, y) in enumerate(loader):
            losses.append(train_batch(i, x, y))
        print(epoch, sum(losses) / len(losses))
    return model
