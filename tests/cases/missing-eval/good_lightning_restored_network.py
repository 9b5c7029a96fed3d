# Lightning puts the whole module into evaluation mode, restored networks in it too, around validation_step.
import lightning as L
import torch
from torch import nn


class Probe(L.LightningModule):
    def __init__(self, path):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(32, 64), nn.BatchNorm1d(64), nn.ReLU())
        self.backbone.load_state_dict(torch.load(path))
        self.head = nn.Linear(64, 10)

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.cross_entropy(self.head(self.backbone(x)), y)

    @torch.no_grad()
    def validation_step(self, batch, batch_idx):
        x, y = batch
        accuracy = (self.head(self.backbone(x)).argmax(1) == y).float().mean()
        self.log("accuracy", accuracy)
