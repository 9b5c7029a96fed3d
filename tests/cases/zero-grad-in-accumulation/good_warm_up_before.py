# Must be silent: one pass before the loop fills the caches of the compiler, and its gradients are thrown away.
import torch
from torch import nn


def benchmark(model, batches, accumulation):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    inputs, labels = batches[0]
    criterion(model(inputs), labels).backward()
    optimizer.zero_grad()
    for i, (inputs, labels) in enumerate(batches):
        loss = criterion(model(inputs), labels) / accumulation
        loss.backward()
        if (i + 1) % accumulation == 0 or i + 1 == len(batches):
            optimizer.step()
            optimizer.zero_grad()
