# Both names come from the old module, and the region is also used as a decorator.
import torch
from torch import nn
from torch.cuda.amp import GradScaler, autocast


class Trainer:
    def __init__(self, model, scaler: GradScaler | None = None):
        self.model = model
        self.scaler = scaler or GradScaler(2.0**12, growth_interval=1000)  # error: deprecated-cuda-amp
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    @autocast()  # error: deprecated-cuda-amp
    def loss(self, x, y):
        return nn.functional.mse_loss(self.model(x), y)

    def step(self, x, y):
        self.optimizer.zero_grad()
        with autocast(dtype=torch.float16):  # error: deprecated-cuda-amp
            loss = self.loss(x, y)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
