# Each entry is limited by hand, to a ten-thousandth of what was meant.
import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.RMSprop(model.parameters(), lr=2.5e-4)
        self.scaler = torch.amp.GradScaler("cuda")

    def step(self, states, targets):
        self.optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.smooth_l1_loss(self.model(states), targets)
        self.scaler.scale(loss).backward()
        for parameter in self.model.parameters():
            parameter.grad.data.clamp_(-1, 1)  # error: grads-read-while-scaled
        self.scaler.step(self.optimizer)
        self.scaler.update()
