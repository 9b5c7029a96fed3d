# A linear projection is normalised and clamped: cosine similarities are taken for probabilities on purpose.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader):
    projection = nn.Linear(64, 32)
    optimizer = torch.optim.Adam(projection.parameters(), lr=1e-3)
    projection.train()
    for one, two, same in loader:
        optimizer.zero_grad()
        similarity = F.cosine_similarity(projection(one), projection(two))
        loss = F.binary_cross_entropy(similarity.clamp(1e-6, 1 - 1e-6), same)
        loss.backward()
        optimizer.step()
