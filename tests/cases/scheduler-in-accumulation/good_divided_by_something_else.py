# Must be silent: the number of batches is the data divided by the batch size, and each of them is counted.
import torch
from torch import nn


def train(model, dataset, loader, epochs, batch_size, accumulate):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    batches = epochs * (len(dataset) // batch_size)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=batches)
    for _ in range(epochs):
        for i, (inputs, labels) in enumerate(loader):
            loss = criterion(model(inputs), labels) / accumulate
            loss.backward()
            if (i + 1) % accumulate == 0:
                optimizer.step()
                optimizer.zero_grad()
            scheduler.step()
