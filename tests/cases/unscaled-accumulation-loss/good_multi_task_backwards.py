# Two different losses of the same batch go backward one after the other before one step: their sum is the objective, not a window.
import torch
from torch import nn


class TwoTasks(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Linear(50, 50)
        self.depth = nn.Linear(50, 1)
        self.label = nn.Linear(50, 12)

    def forward(self, x):
        h = torch.relu(self.trunk(x))
        return self.depth(h).squeeze(1), self.label(h)


def train(loader, epochs=3):
    model = TwoTasks()
    depth_loss = nn.L1Loss()
    label_loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for _ in range(epochs):
        for x, depth, label in loader:
            depth_hat, scores = model(x)
            optimizer.zero_grad()
            first = depth_loss(depth_hat, depth)
            first.backward(retain_graph=True)
            second = label_loss(scores, label)
            second.backward()
            optimizer.step()
    return model
