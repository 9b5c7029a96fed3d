# An asynchronous context manager of the file clears when it is entered.
from contextlib import asynccontextmanager

import torch
import torch.nn.functional as F


@asynccontextmanager
async def cleared(optimizer):
    optimizer.zero_grad()
    yield


async def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        async with cleared(optimizer):
            F.mse_loss(model(x), y).backward()
            optimizer.step()
