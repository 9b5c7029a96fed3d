# After the clear somebody who cannot be seen makes gradients out of the model and the batch.
import torch
from torch import nn

from project.engine import gradients_of


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for batch in loader:
        nn.functional.mse_loss(model(batch.x), batch.y).backward()
        batch.sharpness = [p.grad.norm().item() for p in model.parameters()]
        optimizer.zero_grad()
        gradients_of(model, batch)
        optimizer.step()
        optimizer.zero_grad()
