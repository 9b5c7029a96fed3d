# Guard written as "the remainder is the last one" (`i % n == n - 1`) in a multi-label trainer: the window is n, the loss stays undivided.
import torch
from torch import nn


def train_multilabel(model, loader, n, lr=1e-3):
    criterion = nn.BCEWithLogitsLoss(pos_weight=torch.full((14,), 3.0))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    model.train()
    optimizer.zero_grad()
    for i, (scan, findings) in enumerate(loader):
        prediction = model(scan)
        loss = criterion(prediction, findings.float())
        (loss / n).backward()  # error: unscaled-accumulation-loss
        if i % n == n - 1:
            optimizer.step()
            optimizer.zero_grad()
    return model


class ChestNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 32, 7, stride=4)
        self.pool = nn.AdaptiveMaxPool2d(4)
        self.out = nn.Linear(512, 14)

    def forward(self, scan):
        return self.out(self.pool(torch.relu(self.stem(scan))).flatten(1))


def main(loader):
    return train_multilabel(ChestNet(), loader, n=8)
