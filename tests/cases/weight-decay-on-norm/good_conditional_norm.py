# The model builds its norm only when an option asks for it, and the option comes from outside.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim, use_norm):
        super().__init__()
        self.linear = nn.Linear(dim, dim)
        if use_norm:
            self.norm = nn.LayerNorm(dim)
        else:
            self.norm = nn.Identity()
        self.out = nn.Linear(dim, 1)

    def forward(self, x):
        return self.out(torch.relu(self.norm(self.linear(x))))


def train(loader, args):
    model = Net(args.dim, args.use_norm)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
