# The step is a coroutine that is awaited; it does not clear.
import torch
import torch.nn.functional as F


async def step(model, optimizer, x, y):
    F.mse_loss(model(x), y).backward()  # error: missing-zero-grad
    optimizer.step()
    optimizer.zero_grad()


async def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    async for x, y in loader:
        await step(model, optimizer, x, y)
