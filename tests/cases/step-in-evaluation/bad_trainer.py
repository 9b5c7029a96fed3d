# The trainer's validation calls the method that makes a step.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, train_data, val_data):
        self.model = model
        self.train_data, self.val_data = train_data, val_data
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = nn.functional.mse_loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()  # error: step-in-evaluation
        return loss.item()

    def fit(self, epochs):
        for _ in range(epochs):
            for x, y in self.train_data:
                self.step(x, y)
            print(self.validate())

    def validate(self):
        total = 0.0
        for x, y in self.val_data:
            total += self.step(x, y)
        return total
