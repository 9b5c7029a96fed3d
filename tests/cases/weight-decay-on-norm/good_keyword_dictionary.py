# The settings of the optimizer arrive as **kwargs, so that neither its decay nor its default for it is certain.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(dim, dim), nn.LayerNorm(dim), nn.ReLU(), nn.Linear(dim, 1))

    def forward(self, x):
        return self.layers(x)


class Runner:
    def __init__(self, dim, optimizer_options):
        self.model = Net(dim)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), **optimizer_options)
        self.criterion = nn.MSELoss()

    def run(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
