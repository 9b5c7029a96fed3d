# Must be silent: the update is made by another method of the trainer, at the end of each iteration.
import torch
from torch import nn


class Trainer:
    def __init__(self, net):
        self.net = net
        self.optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        self.scaler = torch.amp.GradScaler("cuda")

    def train_step(self, x, y):
        self.optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(self.net(x), y)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)

    def end_iteration(self):
        self.scaler.update()

    def train(self, loader):
        for x, y in loader:
            self.train_step(x, y)
            self.end_iteration()
