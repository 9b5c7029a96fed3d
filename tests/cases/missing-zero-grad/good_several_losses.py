# Must be silent: two backwards of two losses before one step are one gradient, cleared at the head.
import torch
import torch.nn.functional as F


def train(model, loader, alpha=0.1):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for x, y in loader:
        optimizer.zero_grad()
        penalty = alpha * sum(p.pow(2).sum() for p in model.parameters())
        penalty.backward()
        F.nll_loss(F.log_softmax(model(x), dim=1), y).backward()
        optimizer.step()
