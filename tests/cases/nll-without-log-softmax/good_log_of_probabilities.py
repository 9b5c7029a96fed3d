# The logarithm of the probabilities is taken on the way to the loss.
import torch
import torch.nn.functional as F


def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        probs = torch.stack([torch.softmax(head, dim=1) for head in model(x)]).mean(0)
        loss = F.nll_loss(torch.log(probs + 1e-8), y)
        loss.backward()
        optimizer.step()
