# Must be silent: Lightning's manual optimisation, where self.clip_gradients belongs to the framework.
import lightning as L
import torch
from torch import nn


class Autoencoder(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 784))

    def training_step(self, batch, batch_idx):
        optimizer = self.optimizers()
        x, _ = batch
        loss = nn.functional.mse_loss(self.net(x), x)
        optimizer.zero_grad()
        self.manual_backward(loss)
        self.clip_gradients(optimizer, gradient_clip_val=0.5, gradient_clip_algorithm="norm")
        optimizer.step()

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)
