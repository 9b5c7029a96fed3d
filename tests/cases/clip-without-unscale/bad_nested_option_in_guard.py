# Inside the accumulation guard the clip has one more `if` around it, directly in the block of scaler.step.
import torch
from torch import nn


class LanguageModelTrainer:
    def __init__(self, model, config):
        self.model = model
        self.config = config
        self.optim = torch.optim.SGD(model.parameters(), lr=config.lr)
        self.grad_scaler = torch.amp.GradScaler("cuda")
        self.criterion = nn.CrossEntropyLoss()

    def train_epoch(self, loader):
        every = self.config.accumulate
        self.model.train()
        self.optim.zero_grad()
        for i, (tokens, labels) in enumerate(loader, 1):
            with torch.autocast("cuda", dtype=torch.float16):
                loss = self.criterion(self.model(tokens).transpose(1, 2), labels)
            self.grad_scaler.scale(loss / every).backward()
            if i % every == 0:
                if self.config.max_norm is not None:
                    nn.utils.clip_grad_norm_(self.model.parameters(), self.config.max_norm)  # error: clip-without-unscale
                self.grad_scaler.step(self.optim)
                self.grad_scaler.update()
                self.optim.zero_grad()
