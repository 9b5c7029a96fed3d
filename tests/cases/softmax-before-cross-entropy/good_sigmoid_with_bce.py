# A sigmoid under `nn.BCELoss` and raw scores under `nn.CrossEntropyLoss`, in one model with two heads: each head fits its loss.
import torch
from torch import nn


class TwoHeads(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.present = nn.Sequential(nn.Linear(inputs, 1), nn.Sigmoid())
        self.kind = nn.Linear(inputs, classes)

    def forward(self, x):
        return self.present(x).squeeze(1), self.kind(x)


def train(loader, inputs, classes):
    model = TwoHeads(inputs, classes)
    bce, ce = nn.BCELoss(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, present, kind in loader:
        optimizer.zero_grad()
        p, scores = model(x)
        loss = bce(p, present.float()) + ce(scores, kind)
        loss.backward()
        optimizer.step()
