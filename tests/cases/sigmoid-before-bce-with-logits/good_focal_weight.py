# A focal loss takes the weight of a sample from the sigmoid, and gives the loss the scores.
import torch
import torch.nn.functional as F
from torch import nn


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0):
        super().__init__()
        self.gamma = gamma

    def forward(self, scores, target):
        p = torch.sigmoid(scores)
        weight = torch.where(target > 0.5, 1 - p, p) ** self.gamma
        bce = F.binary_cross_entropy_with_logits(scores, target, reduction="none")
        return (weight * bce).mean()


def train(model, loader):
    criterion = FocalLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
