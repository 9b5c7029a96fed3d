# Under manual optimisation Lightning clears nothing: the gradients of one training_step stay for the next.
import lightning as L
import torch
from torch import nn


class Regression(L.LightningModule):
    def __init__(self, width):
        super().__init__()
        self.automatic_optimization = False
        self.net = nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, 1))

    def training_step(self, batch, batch_idx):
        optimizer = self.optimizers()
        x, y = batch
        loss = nn.functional.mse_loss(self.net(x), y)
        self.manual_backward(loss)  # error: missing-zero-grad
        optimizer.step()
        self.log("loss", loss)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)
