# The trainer keeps loader and network as attributes, and takes two volumes at a time.
import torch
from torch import nn
from torch.utils.data import DataLoader


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv3d(1, 8, 3),
            nn.BatchNorm3d(8),
            nn.ReLU(),
            nn.Conv3d(8, 2, 1),
        )

    def forward(self, volume):
        return self.layers(volume)


class Trainer:
    def __init__(self, volumes):
        self.loader = DataLoader(volumes, batch_size=2, shuffle=True, drop_last=True)
        self.net = Encoder()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-4)
        self.criterion = nn.CrossEntropyLoss()

    def fit(self, epochs):
        for epoch in range(epochs):
            for volume, mask in self.loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.net(volume), mask)  # error: small-batch-batchnorm
                loss.backward()
                self.optimizer.step()
