# The forward is inherited from a class of another package: nobody knows what it adds to the layer.
import torch
import torch.nn.functional as F
from torch import nn
from zoo import LogProbabilityModel


class Model(LogProbabilityModel):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 3)

    def forward(self, x):
        return self.fc(x)


def train(loader):
    model = Model()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.nll_loss(model(x), y)
        loss.backward()
        optimizer.step()
