# The function writes its result into the gradient by itself, because it is told where to put it.
import torch
from torch import nn


def fit(model, loader, optimizer):
    for images, targets in loader:
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(images), targets)
        loss.backward()
        for param in model.parameters():
            if param.grad is not None:
                torch.nan_to_num(param.grad, nan=0, posinf=1e5, neginf=-1e5, out=param.grad)
                torch.clamp(param.grad, -1.0, 1.0, out=param.grad)
        optimizer.step()
