# Groups are written out by hand, with a decay for each; the part that holds the norms has none.
import torch
from torch import nn


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Conv2d(3, 32, 3, padding=1)
        self.norms = nn.ModuleList([nn.GroupNorm(4, 32), nn.GroupNorm(8, 32)])
        self.boxes = nn.Conv2d(32, 4, 1)

    def forward(self, x):
        x = self.features(x)
        for norm in self.norms:
            x = torch.relu(norm(x))
        return self.boxes(x)


def train(loader):
    model = Detector()
    optimizer = torch.optim.AdamW(
        [
            {"params": model.features.parameters(), "lr": 1e-5},
            {"params": model.norms.parameters(), "weight_decay": 0.0},
            {"params": model.boxes.parameters()},
        ],
        lr=1e-4,
        weight_decay=0.05,
    )
    criterion = nn.SmoothL1Loss()
    for images, boxes in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), boxes)
        loss.backward()
        optimizer.step()
    return model
