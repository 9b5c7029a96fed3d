# The optimizer was written for the head when that was all; the stem has come later.
import torch
from torch import nn


def main(loader, device):
    stem = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten())
    head = nn.Linear(256, 10)
    model = nn.Sequential(stem, head).to(device)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for images, labels in loader:
        logits = model(images.to(device))  # error: parameters-not-optimized
        loss = criterion(logits, labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
