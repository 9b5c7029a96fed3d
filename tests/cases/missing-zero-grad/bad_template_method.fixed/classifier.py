# A trainer inherits its loop from a class in another file.
import torch
import torch.nn.functional as F
from torch import nn

from base import BaseTrainer


class ClassifierTrainer(BaseTrainer):
    def __init__(self, classes):
        model = nn.Linear(64, classes)
        super().__init__(model, torch.optim.SGD(model.parameters(), lr=0.1))

    def loss(self, batch):
        x, y = batch
        return F.cross_entropy(self.model(x), y)


def main(loader):
    trainer = ClassifierTrainer(10)
    trainer.fit(loader)
