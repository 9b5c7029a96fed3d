# The helper that computes the loss divides it, and so does who calls it.
import torch
from torch import nn

ACCUMULATE = 4


class Trainer:
    def __init__(self, model):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def loss_of(self, batch):
        return self.criterion(self.model(batch["x"]), batch["y"]) / ACCUMULATE

    def fit(self, loader):
        for i, batch in enumerate(loader):
            loss = self.loss_of(batch)
            (loss / ACCUMULATE).backward()  # error: wrong-accumulation-divisor
            if (i + 1) % ACCUMULATE == 0:
                self.optimizer.step()
                self.optimizer.zero_grad()
