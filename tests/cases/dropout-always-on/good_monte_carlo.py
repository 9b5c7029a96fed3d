# Dropout at prediction time is wanted: the spread of many predictions is the uncertainty.
import torch
import torch.nn.functional as F
from torch import nn


class Bayesian(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 64), nn.Linear(64, 1)

    def forward(self, x):
        return self.second(F.dropout(torch.relu(self.first(x)), p=0.1))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 64), nn.Linear(64, 1)

    def forward(self, x):
        return self.second(F.dropout(torch.relu(self.first(x)), p=0.1, training=True))

    def mc_dropout(self, x, samples=20):
        return torch.stack([self.second(F.dropout(self.first(x), 0.1)) for _ in range(samples)])


@torch.no_grad()
def predict(model, x, samples=50):
    model.eval()
    predictions = torch.stack([model(x) for _ in range(samples)])
    return predictions.mean(0), predictions.std(0)
