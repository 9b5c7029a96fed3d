# A trainer whose step method never updates the scaler that its constructor made.
import torch
from torch import nn


class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.optimizer = torch.optim.AdamW(net.parameters(), lr=lr, weight_decay=0.0)
        self.scaler = torch.amp.GradScaler("cuda")
        self.criterion = nn.L1Loss()

    def train_step(self, x, y):
        self.optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = self.criterion(self.net(x), y)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)  # error: missing-scaler-update
        return loss.detach()

    def train(self, loader):
        for x, y in loader:
            loss = self.train_step(x, y)
        return loss
