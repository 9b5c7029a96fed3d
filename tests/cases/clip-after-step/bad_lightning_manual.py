# Manual optimisation: the module's clip comes behind its own step.
import pytorch_lightning as pl
import torch
from torch import nn


class Regression(pl.LightningModule):
    def __init__(self, width):
        super().__init__()
        self.automatic_optimization = False
        self.net = nn.Linear(width, 1)

    def training_step(self, batch, batch_idx):
        optimizer = self.optimizers()
        x, y = batch
        optimizer.zero_grad()
        self.manual_backward(nn.functional.mse_loss(self.net(x), y))
        optimizer.step()
        self.clip_gradients(optimizer, gradient_clip_val=0.5)  # error: clip-after-step

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)
