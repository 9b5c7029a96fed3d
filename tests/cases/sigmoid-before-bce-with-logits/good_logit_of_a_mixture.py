# Probabilities of two experts are mixed, and the logit of the mixture is a score again.
import torch
import torch.nn.functional as F


def train(first, second, loader, optimizer):
    first.train()
    second.train()
    for x, y in loader:
        optimizer.zero_grad()
        mixed = 0.5 * first(x).sigmoid() + 0.5 * second(x).sigmoid()
        scores = torch.logit(mixed, eps=1e-6)
        loss = F.binary_cross_entropy_with_logits(scores, y)
        loss.backward()
        optimizer.step()
