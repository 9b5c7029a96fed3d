# Two mean-reduced terms added together are one undivided loss per micro-batch: both terms reach the step `accum` times too large.
import torch
from torch import nn


class MultiHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(64, 64), nn.ReLU())
        self.kind = nn.Linear(64, 6)
        self.size = nn.Linear(64, 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.kind(h), self.size(h)


def train(loader, accum, epochs=2):
    model = MultiHead()
    kind_loss = nn.CrossEntropyLoss()
    size_loss = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2)
    model.train()
    for _ in range(epochs):
        optimizer.zero_grad()
        for i, (x, kind, size) in enumerate(loader):
            kind_scores, size_guess = model(x)
            loss = kind_loss(kind_scores, kind) + size_loss(size_guess, size)
            loss.backward()  # error: unscaled-accumulation-loss
            if (i + 1) % accum == 0:
                optimizer.step()
                optimizer.zero_grad()
    return model
