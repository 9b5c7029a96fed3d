# An inner loop over the tasks of one model, one backward per task and one step for all of them: the objective is the sum over tasks.
import torch
from torch import nn


class Shared(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(300, 64), nn.ReLU())
        self.heads = nn.ModuleDict({name: nn.Linear(64, classes) for name, classes in tasks.items()})

    def forward(self, x, task):
        return self.heads[task](self.body(x))


def train(loaders, tasks, steps):
    model = Shared(tasks)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    iterators = {name: iter(loader) for name, loader in loaders.items()}
    model.train()
    for _ in range(steps):
        optimizer.zero_grad()
        for task in tasks:
            x, y = next(iterators[task])
            loss = criterion(model(x, task), y)
            loss.backward()
        optimizer.step()
    return model
