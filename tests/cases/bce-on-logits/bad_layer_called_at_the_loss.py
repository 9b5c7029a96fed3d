# The head is a layer of its own, called right before the loss, whose class was imported by name.
import torch
from torch.nn import BCELoss, Linear


def probe(backbone, loader):
    head = Linear(512, 6)
    criterion = BCELoss()
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
    backbone.eval()
    head.train()
    for image, labels in loader:
        with torch.no_grad():
            features = backbone(image)
        optimizer.zero_grad()
        loss = criterion(head(features), labels)  # error: bce-on-logits
        loss.backward()
        optimizer.step()
