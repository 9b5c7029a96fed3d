# A little is added under the root.
import torch
import torch.nn.functional as F


def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = torch.sqrt(F.mse_loss(model(x), y) + 1e-8)
        loss.backward()
        optimizer.step()
