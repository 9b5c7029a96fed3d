# A trainer under mixed precision clears twice: behind the step, and once more before every backward.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader, accumulation=4):
        self.model = model
        self.loader = loader
        self.accumulation = accumulation
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=3e-4)
        self.scaler = torch.amp.GradScaler("cuda")

    def train_epoch(self):
        self.model.train()
        for i, batch in enumerate(self.loader):
            with torch.autocast("cuda"):
                logits = self.model(batch["image"].cuda())
                loss = self.criterion(logits, batch["label"].cuda()) / self.accumulation

            # one backward for each micro-batch
            self.scaler.scale(loss).backward()

            if (i + 1) % self.accumulation == 0:
                self.scaler.step(self.optimizer)
                self.scaler.update()
                self.optimizer.zero_grad()
