# A Lightning module computes the loss of its own forward, which ends in a linear layer.
import lightning as L
import torch
from torch import nn


class Churn(L.LightningModule):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(width, 64), nn.ReLU())
        self.head = nn.Linear(64, 1)
        self.criterion = nn.BCEWithLogitsLoss()

    def forward(self, x):
        return self.head(self.body(x))

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = self.criterion(self(x), y)  # error: bce-on-logits
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)
