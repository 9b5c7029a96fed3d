# Lightning tells the sampler of each loader the epoch.
import lightning
import torch
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler


class Module(lightning.LightningModule):
    def __init__(self, dataset):
        super().__init__()
        self.dataset, self.model = dataset, nn.Linear(20, 5)

    def training_step(self, batch, index):
        x, y = batch
        return nn.functional.cross_entropy(self.model(x), y)

    def train_dataloader(self):
        return DataLoader(self.dataset, batch_size=32, sampler=DistributedSampler(self.dataset))

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


def main(dataset):
    lightning.Trainer(max_epochs=10, use_distributed_sampler=False).fit(Module(dataset))
