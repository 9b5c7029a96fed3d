# no_grad() serves to initialise and to copy weights here; no forward pass stands under it.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.inner = nn.Linear(dim, dim)
        self.dropout = nn.Dropout(0.1)
        self.out = nn.Linear(dim, 1)
        self.reset()

    @torch.no_grad()
    def reset(self):
        for layer in (self.inner, self.out):
            layer.weight.normal_(std=0.02)
            layer.bias.zero_()

    def forward(self, x):
        return self.out(self.dropout(torch.tanh(self.inner(x))))


def train(loader, test_weights):
    model = Net()
    with torch.no_grad():
        model.inner.weight.copy_(test_weights)
    optimizer = torch.optim.Adam(model.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    return model
