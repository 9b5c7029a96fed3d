# The attribute of the sampler is set directly, which is all that set_epoch does.
import torch
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler


class Trainer:
    def __init__(self, model, dataset):
        self.model = model
        self.sampler = DistributedSampler(dataset)
        self.loader = DataLoader(dataset, batch_size=16, sampler=self.sampler)
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        self.criterion = nn.CrossEntropyLoss()

    def fit(self, epochs):
        for epoch in range(epochs):
            self.sampler.epoch = epoch
            for inputs, targets in self.loader:
                self.optimizer.zero_grad()
                self.criterion(self.model(inputs), targets).backward()
                self.optimizer.step()
