# In a trainer unscale_ stands outside of the guard that makes the step.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, window):
        self.model = model
        self.window = window
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        self.scaler = torch.amp.GradScaler("cuda")
        self.criterion = nn.CrossEntropyLoss()

    def train(self, loader):
        for step, (x, y) in enumerate(loader, 1):
            with torch.autocast("cuda"):
                loss = self.criterion(self.model(x), y) / self.window
            self.scaler.scale(loss).backward()
            if step % self.window == 0:
                # The threshold is for true gradients.
                self.scaler.unscale_(self.optimizer)  # error: unscale-in-accumulation
                nn.utils.clip_grad_norm_(self.model.parameters(), 0.5)
                self.scaler.step(self.optimizer)
                self.scaler.update()
                self.optimizer.zero_grad(set_to_none=True)
