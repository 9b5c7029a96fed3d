# The epochs are counted in one function, and the loader is an argument of the one that trains.
import torch
import torch.nn.functional as F
from torch.utils.data import BatchSampler, DataLoader, DistributedSampler


def train_one_epoch(model, loader, optimizer, device):
    model.train()
    for x, y in loader:  # error: missing-set-epoch
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def main(model, dataset, device, epochs=10):
    sampler = DistributedSampler(dataset)
    batches = DataLoader(dataset, batch_sampler=BatchSampler(sampler, 32, drop_last=True))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for number, name in enumerate(f"epoch-{i}" for i in range(epochs)):
        train_one_epoch(model, batches, optimizer, device)
        torch.save(model.state_dict(), f"{name}.pt")
