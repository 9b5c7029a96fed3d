# L-BFGS calls the closure, which goes backward, inside each step.
import torch
from torch import nn


def fit(model, x, y):
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5)

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        return loss

    optimizer.step(closure)
    optimizer.step(closure)
    return model
