# The loss is divided in place (`loss /= n`) inside the autocast region and scaled after it: a correct mixed-precision window.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, optimizer, n):
        self.model = model
        self.optimizer = optimizer
        self.n = n
        self.criterion = nn.CrossEntropyLoss()
        self.scaler = torch.amp.GradScaler("cuda")

    def epoch(self, loader):
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        for i, (x, y) in enumerate(loader):
            with torch.autocast("cuda"):
                loss = self.criterion(self.model(x.cuda()), y.cuda())
                loss /= self.n
            self.scaler.scale(loss).backward()
            if (i + 1) % self.n == 0:
                self.scaler.unscale_(self.optimizer)
                nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                self.scaler.step(self.optimizer)
                self.scaler.update()
                self.optimizer.zero_grad(set_to_none=True)
