# A trainer's method goes backward under autocast, before it returns the loss.
import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def step(self, x, y):
        self.optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.bfloat16):
            loss = nn.functional.mse_loss(self.model(x), y)
            if torch.isfinite(loss):
                loss.backward()  # error: backward-in-autocast
                self.optimizer.step()
            return loss.item()
