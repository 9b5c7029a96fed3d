# Must be silent: the schedule is laid out over samples, and is told how many there have been.
import torch
from torch import nn
from torch.utils.data import DataLoader


def train(model, dataset, samples, accumulate):
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda batch: max(0.0, 1 - 16 * batch / samples))
    for i, (x, y) in enumerate(loader):
        loss = nn.functional.cross_entropy(model(x), y) / accumulate
        loss.backward()
        if (i + 1) % accumulate == 0:
            optimizer.step()
            optimizer.zero_grad()
        if i > accumulate:
            scheduler.step()
