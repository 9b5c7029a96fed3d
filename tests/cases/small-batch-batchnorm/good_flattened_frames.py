# Clips and frames are made one dimension before the layer: it sees all frames of the batch.
import torch
from torch import nn
from torch.utils.data import DataLoader


class Frames(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.Linear(32, 5))

    def forward(self, clips):
        return self.net(torch.flatten(clips, 0, 1))


def main(dataset):
    model = Frames()
    loader = DataLoader(dataset, batch_size=4, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(10):
        for clips, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(clips), labels.mT.ravel()).backward()
            optimizer.step()
