# The CPU has old names of its own, here imported within the function, in a file with single quotes.
import torch
from torch import nn


def train(model, loader, name='model.pt'):
    from torch.cpu.amp import autocast as mixed

    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        with mixed(True, torch.bfloat16):  # error: deprecated-cuda-amp
            loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    torch.save(model.state_dict(), name)
