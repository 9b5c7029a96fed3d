# The constructor of a trainer leaves it on for all that this process does.
import torch
from torch import nn


class Trainer:
    """Trains with mixed precision."""

    def __init__(self, model, lr):
        self.model = model
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=lr, weight_decay=0.0)
        self.scaler = torch.amp.GradScaler("cuda")
        self.criterion = nn.MSELoss()

    def step(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda"):
            loss = self.criterion(self.model(x), y)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return loss.detach()
