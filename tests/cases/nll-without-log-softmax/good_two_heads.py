# Only one of two outputs goes to this loss, and that one is a logarithm.
import torch
import torch.nn.functional as F
from torch import nn


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(16, 32)
        self.kind = nn.Linear(32, 5)
        self.size = nn.Linear(32, 1)

    def forward(self, x):
        x = torch.relu(self.body(x))
        return F.log_softmax(self.kind(x), dim=-1), self.size(x)


def train(loader):
    model = TwoHeads()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, kind, size in loader:
        optimizer.zero_grad()
        log_probs, guess = model(x)
        loss = F.nll_loss(log_probs, kind) + F.mse_loss(guess, size)
        loss.backward()
        optimizer.step()
