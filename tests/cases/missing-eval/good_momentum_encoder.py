# Contrastive learning in the manner of MoCo: the key encoder runs under no_grad and with BatchNorm in train mode, as the method asks.
import copy

import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim=128):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 64, 3, stride=2), nn.BatchNorm2d(64), nn.ReLU())
        self.project = nn.Linear(64, dim)

    def forward(self, x):
        return F.normalize(self.project(self.conv(x).mean(dim=(2, 3))), dim=1)


def pretrain(loader, epochs, temperature=0.07, momentum=0.999):
    query_encoder = Encoder()
    key_encoder = copy.deepcopy(query_encoder)
    optimizer = torch.optim.SGD(query_encoder.parameters(), lr=0.03, momentum=0.9)
    query_encoder.train()
    for _ in range(epochs):
        for view_1, view_2 in loader:
            q = query_encoder(view_1)
            with torch.no_grad():
                for key, query in zip(key_encoder.parameters(), query_encoder.parameters()):
                    key.mul_(momentum).add_(query, alpha=1 - momentum)
                k = key_encoder(view_2)
            logits = q @ k.t() / temperature
            loss = F.cross_entropy(logits, torch.arange(len(q)))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return query_encoder
