# Must be silent: unscale_ and the clip stand together under the same option; without it scaler.step unscales by itself.
import torch
from torch.amp import GradScaler, autocast


class Runner:
    def __init__(self, model, options):
        self.model = model
        self.options = options
        self.optimizer = torch.optim.Adam(model.parameters(), lr=options.lr)
        self.scaler = GradScaler("cuda")

    def one_batch(self, batch):
        self.optimizer.zero_grad()
        with autocast("cuda"):
            loss = self.model(batch).mean()
        self.scaler.scale(loss).backward()
        if self.options.grad_clip:
            self.scaler.unscale_(self.optimizer)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.options.grad_clip)
        self.scaler.step(self.optimizer)
        self.scaler.update()

    def run(self, loader):
        for batch in loader:
            self.one_batch(batch)
