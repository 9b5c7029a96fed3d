# A trainer's epochs run in a method that its loop calls, over a loader that the constructor made.
import torch
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler


class Trainer:
    def __init__(self, model, dataset, rank, world_size):
        self.model = model
        self.sampler = DistributedSampler(dataset, num_replicas=world_size, rank=rank, seed=42)
        self.loader = DataLoader(dataset, batch_size=16, sampler=self.sampler, pin_memory=True)
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        self.criterion = nn.CrossEntropyLoss()

    def fit(self, epochs):
        for epoch in range(epochs):
            mean = self.train_epoch()
            print(f"epoch {epoch}: {mean:.3f}")

    def train_epoch(self):
        total = 0.0
        for inputs, targets in self.loader:  # error: missing-set-epoch
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), targets)
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        return total / len(self.loader)
