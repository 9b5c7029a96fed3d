# After the loop over the batches the optimizer steps again, on the gradients of the last batch.
import torch
from torch import nn


def train(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        x, y = next(iter(loader))
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        print(epoch, loss.item())
        optimizer.step()  # error: step-without-backward
