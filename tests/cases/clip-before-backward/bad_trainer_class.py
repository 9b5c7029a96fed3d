# A trainer keeps its optimizer in an attribute, and clips by value right after it has cleared.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
        self.loss = nn.SmoothL1Loss()

    def update(self, states, actions, returns):
        values = self.model(states).gather(1, actions)
        loss = self.loss(values, returns)
        self.optimizer.zero_grad()
        nn.utils.clip_grad_value_(self.model.parameters(), 1.0)  # error: clip-before-backward
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit(self, memory, updates):
        for _ in range(updates):
            self.update(*memory.sample())
