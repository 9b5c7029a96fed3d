# The trainer goes over its loader behind a bar, and the method ends with the loop.
import torch
from torch import nn
from tqdm import tqdm


class Trainer:
    def __init__(self, model, loader, window):
        self.model = model
        self.loader = loader
        self.window = window
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)

    def train_epoch(self):
        self.model.train()
        self.optimizer.zero_grad()
        for i, batch in enumerate(tqdm(self.loader)):
            loss = self.criterion(self.model(batch["x"]), batch["y"])
            (loss / self.window).backward()
            if (i + 1) % self.window == 0 or i + 1 == len(self.loader):  # error: dropped-tail-batches
                nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                self.optimizer.step()
                self.optimizer.zero_grad()
