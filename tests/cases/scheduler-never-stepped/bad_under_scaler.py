# A method builds a warm-up, and steps the optimizer through a scaler: the rate never leaves its lowest value.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.CrossEntropyLoss()

    def fit(self):
        optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3)
        warm_up = torch.optim.lr_scheduler.LinearLR(optimizer, 0.01, total_iters=500)  # error: scheduler-never-stepped
        scaler = torch.amp.GradScaler("cuda")
        for inputs, labels in self.loader:
            optimizer.zero_grad()
            with torch.autocast("cuda"):
                loss = self.criterion(self.model(inputs.cuda()), labels.cuda())
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
