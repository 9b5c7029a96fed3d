# The model returns probabilities in evaluation mode alone; the loss is computed in training.
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(32, 64)
        self.head = nn.Linear(64, 8)

    def forward(self, x):
        scores = self.head(torch.relu(self.encoder(x)))
        if not self.training:
            return torch.sigmoid(scores)
        return scores


def fit(loader):
    model = Tagger()
    model.train()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, tags in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), tags)
        loss.backward()
        optimizer.step()
