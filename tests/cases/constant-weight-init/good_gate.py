# A gate begins at zero, so that its branch opens slowly, and so do the convolutions that join a frozen network.
import torch
from torch import nn


class Joined(nn.Module):
    def __init__(self, base, copy):
        super().__init__()
        self.base, self.copy = base, copy
        self.gate = nn.Parameter(torch.zeros(1))
        self.join = nn.Conv2d(64, 64, 1)
        nn.init.zeros_(self.join.weight)
        nn.init.zeros_(self.join.bias)

    def forward(self, x, condition):
        return self.base(x) + torch.tanh(self.gate) * self.join(self.copy(condition))


def train(base, copy, loader):
    model = Joined(base, copy)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for x, condition, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x, condition), y)
        loss.backward()
        optimizer.step()
