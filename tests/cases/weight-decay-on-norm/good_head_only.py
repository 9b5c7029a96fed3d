# Only the head is trained, and the head is a Linear layer: the norms of the backbone are not in the optimizer.
import torch
from torch import nn


class Probe(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(784, dim), nn.LayerNorm(dim), nn.GELU())
        self.head = nn.Linear(dim, classes)

    def forward(self, x):
        with torch.no_grad():
            features = self.backbone(x)
        return self.head(features)


def train_probe(loader, weights, classes=10):
    model = Probe(512, classes)
    model.backbone.load_state_dict(torch.load(weights, map_location="cpu"))
    optimizer = torch.optim.AdamW(model.head.parameters(), lr=1e-2, weight_decay=0.01)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x.flatten(1)), y)
        loss.backward()
        optimizer.step()
    return model
