# The pair is not unpacked but indexed: element 0 is raw and feeds the loss, element 1 is the attention's softmax.
import torch
from torch import nn


class Pooler(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.score = nn.Sequential(nn.Linear(width, 1), nn.Softmax(dim=1))
        self.out = nn.Linear(width, classes)

    def forward(self, frames):
        weights = self.score(frames)
        return self.out((weights * frames).sum(dim=1)), weights


def train(loader, width, classes):
    net = Pooler(width, classes)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    net.train()
    for frames, label in loader:
        optimizer.zero_grad()
        result = net(frames)
        loss = criterion(result[0], label)
        loss.backward()
        optimizer.step()
        print(result[1].amax().item())
