# A trainer class: optimizer and scaler are made in __init__, and another method clips without unscale_.
import torch
from torch import nn
from torch.amp import GradScaler, autocast


class Trainer:
    def __init__(self, model, train_loader, lr=1e-4, clip=1.0):
        self.model = model.cuda()
        self.train_loader = train_loader
        self.clip = clip
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)
        self.scaler = GradScaler("cuda")

    def train_step(self, noisy, clean):
        self.optimizer.zero_grad()
        with autocast("cuda"):
            loss = self.criterion(self.model(noisy.cuda()), clean.cuda())
        self.scaler.scale(loss).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)  # error: clip-without-unscale
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return loss.item()

    def train(self, epochs):
        for epoch in range(epochs):
            self.model.train()
            losses = [self.train_step(noisy, clean) for noisy, clean in self.train_loader]
            print(f"{epoch:03d} {sum(losses) / len(losses):.5f}")
