# The loss of the auxiliary head is computed in each step and never added to the total.
import torch
from torch import nn


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(32, 64)
        self.main = nn.Linear(64, 10)
        self.extra = nn.Linear(64, 4)

    def forward(self, x):
        x = torch.relu(self.body(x))
        return self.main(x), self.extra(x)


def train(loader, epochs):
    model = TwoHeads()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        model.train()
        for x, kind, place in loader:
            optimizer.zero_grad()
            kinds, places = model(x)
            loss = criterion(kinds, kind)
            extra_loss = criterion(places, place)  # error: unused-loss-term
            loss.backward()
            optimizer.step()
