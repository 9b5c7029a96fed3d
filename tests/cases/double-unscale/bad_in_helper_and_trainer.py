# A method unscales before it clips, and the method that calls it has done so before.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        self.scaler = torch.amp.GradScaler("cuda")
        self.criterion = nn.MSELoss()

    def clip(self):
        self.scaler.unscale_(self.optimizer)  # error: double-unscale
        nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)

    def fit(self, epochs):
        for _ in range(epochs):
            for x, y in self.loader:
                self.optimizer.zero_grad()
                with torch.autocast("cuda"):
                    loss = self.criterion(self.model(x), y)
                self.scaler.scale(loss).backward()
                self.scaler.unscale_(self.optimizer)
                self.clip()
                self.scaler.step(self.optimizer)
                self.scaler.update()
