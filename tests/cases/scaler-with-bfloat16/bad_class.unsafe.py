# A trainer makes its scaler without an argument, and computes in bfloat16.
import torch
from torch import nn
from torch.amp import GradScaler, autocast


class Trainer:
    def __init__(self, model):
        self.model = model
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.scaler = GradScaler(enabled=False)  # error: scaler-with-bfloat16

    def step(self, x, y):
        self.optimizer.zero_grad()
        with autocast(device_type="cuda", dtype=torch.bfloat16):
            output = self.model(x)
            loss = self.criterion(output, y)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
