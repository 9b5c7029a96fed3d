# Must be silent: Lightning advances a schedule "per step" with the updates, however many batches each takes.
import lightning
import torch
from torch import nn


class Module(lightning.LightningModule):
    def __init__(self, updates):
        super().__init__()
        self.model, self.updates = nn.Linear(20, 5), updates

    def training_step(self, batch, index):
        x, y = batch
        return nn.functional.cross_entropy(self.model(x), y)

    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=self.updates)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}


def main(loader):
    trainer = lightning.Trainer(max_epochs=3, accumulate_grad_batches=4)
    trainer.fit(Module(3 * len(loader) // 4), loader)
