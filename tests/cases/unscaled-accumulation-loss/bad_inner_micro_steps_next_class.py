# Trainer class, mixed precision, inner `range(self.accum_steps)` over `next(batches)`: the scaled mean losses are summed, not averaged.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader, accum_steps, device="cuda"):
        self.model = model.to(device)
        self.loader = loader
        self.accum_steps = accum_steps
        self.device = device
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.RMSprop(self.model.parameters(), lr=1e-4)
        self.scaler = torch.amp.GradScaler(device)

    def run(self, updates):
        self.model.train()
        batches = iter(self.loader)
        for _ in range(updates):
            self.optimizer.zero_grad(set_to_none=True)
            for _ in range(self.accum_steps):
                x, y = next(batches)
                with torch.autocast(self.device):
                    out = self.model(x.to(self.device)).squeeze(1)
                    loss = self.criterion(out, y.to(self.device))
                self.scaler.scale(loss).backward()  # error: unscaled-accumulation-loss
            self.scaler.step(self.optimizer)
            self.scaler.update()
