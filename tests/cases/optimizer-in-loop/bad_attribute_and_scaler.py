# The method of a trainer builds its optimizer for each batch, and a scaler steps it.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.CrossEntropyLoss()
        self.scaler = torch.amp.GradScaler("cuda")

    def fit(self):
        self.model.train()
        for batch in self.loader:
            self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=3e-4)  # error: optimizer-in-loop
            self.optimizer.zero_grad()
            with torch.autocast("cuda"):
                loss = self.criterion(self.model(batch["x"].cuda()), batch["y"].cuda())
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
