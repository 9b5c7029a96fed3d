# The normaliser of a contrastive loss is the logarithm of a sum of exponentials.
import torch
from torch.nn import functional as F


def contrast(encoder, loader, optimizer, temperature=0.1):
    encoder.train()
    for one, two in loader:
        optimizer.zero_grad()
        a, b = F.normalize(encoder(one), dim=1), F.normalize(encoder(two), dim=1)
        similarity = a @ b.T / temperature
        normaliser = torch.log(torch.exp(similarity).sum(dim=1))  # error: log-of-softmax
        loss = (normaliser - similarity.diagonal()).mean()
        loss.backward()
        optimizer.step()
