# The step is a coroutine that is awaited, and so is the one that clears.
import torch
import torch.nn.functional as F


async def clear(optimizer):
    optimizer.zero_grad()


async def step(model, optimizer, x, y):
    F.mse_loss(model(x), y).backward()
    optimizer.step()


async def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    async for x, y in loader:
        await clear(optimizer)
        await step(model, optimizer, x, y)
