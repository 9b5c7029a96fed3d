# A backbone extracts features under no_grad while a head trains on them; it is part of the training step and was put into eval mode at once.
import torch
from torch import nn
from torchvision.models import ResNet50_Weights, resnet50


def train_head(train_loader, val_loader, classes, epochs=3):
    backbone = resnet50(weights=ResNet50_Weights.DEFAULT)
    backbone.fc = nn.Identity()
    backbone.requires_grad_(False)
    backbone.eval()
    head = nn.Linear(2048, classes)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for images, labels in train_loader:
            with torch.no_grad():
                features = backbone(images)
            optimizer.zero_grad()
            loss = criterion(head(features), labels)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            hits = sum((head(backbone(x)).argmax(dim=1) == y).sum().item() for x, y in val_loader)
        print(epoch, hits / len(val_loader.dataset))
    return head
