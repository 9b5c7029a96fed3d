# A trainer with a schedule and a scaler saves the network alone.
import torch
from torch import nn


class Trainer:
    def __init__(self, net, resume=None):
        self.net = net
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=1e-3, weight_decay=0.0)
        self.scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(self.optimizer, T_max=50)
        self.scaler = torch.amp.GradScaler("cuda")
        self.epoch = 0
        if resume:
            saved = torch.load(resume)
            self.net.load_state_dict(saved['net'])
            self.epoch = saved['epoch']

    def train(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            with torch.autocast("cuda"):
                loss = nn.functional.mse_loss(self.net(x), y)
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
        self.scheduler.step()
        self.epoch += 1

    def save(self, path):
        torch.save({'net': self.net.state_dict(), 'epoch': self.epoch}, path)  # error: incomplete-checkpoint
