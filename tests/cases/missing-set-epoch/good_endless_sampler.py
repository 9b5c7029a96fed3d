# A sampler of the project's own never ends, and draws from a generator that goes on over the epochs.
import torch
import torch.distributed as dist
from torch import nn
from torch.utils.data import DataLoader, Sampler


class EndlessSampler(Sampler):
    def __init__(self, size, seed=0):
        self.size, self.generator = size, torch.Generator().manual_seed(seed)

    def __iter__(self):
        rank, world = dist.get_rank(), dist.get_world_size()
        while True:
            yield from torch.randperm(self.size, generator=self.generator)[rank::world].tolist()


def train(model, dataset, epochs, steps):
    loader = DataLoader(dataset, batch_size=32, sampler=EndlessSampler(len(dataset)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        for step, (x, y) in enumerate(loader):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            if step == steps:
                break
