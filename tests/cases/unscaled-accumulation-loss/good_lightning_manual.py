# Lightning with manual optimisation: `manual_backward` does not divide, so the module divides by its own window, once.
import lightning as L
import torch
from torch import nn


class ManualModule(L.LightningModule):
    def __init__(self, window=4):
        super().__init__()
        self.automatic_optimization = False
        self.window = window
        self.net = nn.Linear(32, 2)
        self.criterion = nn.CrossEntropyLoss()

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch, batch_idx):
        optimizer = self.optimizers()
        x, y = batch
        loss = self.criterion(self(x), y) / self.window
        self.manual_backward(loss)
        if (batch_idx + 1) % self.window == 0:
            optimizer.step()
            optimizer.zero_grad()

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)
