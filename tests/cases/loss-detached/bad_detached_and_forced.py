# The loss is detached for the log under its own name, and told to require a gradient when PyTorch complained.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, log):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss = loss.detach()
        log(loss)
        loss.requires_grad = True
        loss.backward()  # error: loss-detached
        optimizer.step()


def main(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(10):
        train_epoch(model, loader, optimizer, print)
