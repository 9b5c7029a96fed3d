# A trainer clips every micro-batch if it is asked to, and steps when the counter says so.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, config):
        self.model = model
        self.config = config
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=config.lr)

    def run_epoch(self, loader):
        self.model.train()
        micro = 0
        for batch in loader:
            logits = self.model(batch["tokens"])
            loss = self.criterion(logits, batch["label"]) / self.config.accumulate
            loss.backward()
            if self.config.max_norm > 0:
                nn.utils.clip_grad_norm_(self.model.parameters(), self.config.max_norm)  # error: clip-in-accumulation
            micro += 1
            if micro == self.config.accumulate:
                self.optimizer.step()
                self.optimizer.zero_grad()
                micro = 0
