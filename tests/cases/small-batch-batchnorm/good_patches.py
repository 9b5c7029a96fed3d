# Every image is cut into patches, which are the samples that the layer sees.
import torch
from torch import nn
from torch.utils.data import DataLoader


class Patches(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.norm = nn.BatchNorm2d(16)
        self.head = nn.Linear(16, 2)

    def forward(self, x):
        batch, patches = x.shape[:2]
        x = x.reshape(batch * patches, *x.shape[2:])
        x = self.norm(self.conv(x)).mean((2, 3))
        return self.head(x).reshape(batch, patches, -1).mean(1)


def main(dataset):
    model = Patches()
    loader = DataLoader(dataset, batch_size=4, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
