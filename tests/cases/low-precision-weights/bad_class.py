# A trainer casts its model in the constructor, before it makes the optimizer.
import torch
from torch import nn
from torch.optim import Adam


class Trainer:
    def __init__(self, width):
        self.model = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.model = self.model.bfloat16()
        self.optimizer = Adam(self.model.parameters(), lr=1e-3)  # error: low-precision-weights

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = nn.functional.mse_loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
