# The loader goes to a function that trains one epoch at a time.
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Measurements(Dataset):
    def __init__(self, table):
        self.table = table

    def __len__(self):
        return len(self.table)

    def __getitem__(self, index):
        row = self.table[index]
        return row[:-1], row[-1:]


def train_epoch(model, batches, optimizer):
    total = 0.0
    for x, y in batches:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)


def run(table, epochs):
    loader = DataLoader(  # error: unshuffled-training-data
        dataset=Measurements(table),
        batch_size=128,
        drop_last=True,
    )
    model = nn.Sequential(nn.Linear(table.shape[1] - 1, 64), nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        print(epoch, train_epoch(model, loader, optimizer))
