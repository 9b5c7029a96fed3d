# Tables have one position per sample: the statistics are over six numbers.
import torch
from torch import nn, optim
from torch.utils import data


def fit(table: data.Dataset) -> nn.Module:
    net = nn.Sequential(
        nn.Linear(40, 24, bias=False),
        nn.BatchNorm1d(24),
        nn.ReLU(),
        nn.Linear(24, 1),
    )
    opt = optim.Adam(net.parameters(), lr=3e-4)
    batches = data.DataLoader(table, batch_size=6, shuffle=True, drop_last=True)
    for epoch in range(100):
        for row, price in batches:
            loss = nn.functional.mse_loss(net(row), price)  # error: small-batch-batchnorm
            opt.zero_grad()
            loss.backward()
            opt.step()
    return net
