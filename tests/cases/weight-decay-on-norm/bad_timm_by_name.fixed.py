# A vision transformer from timm, by its name with a tag: it is built of LayerNorm.
import timm
import torch
from torch import nn


def train(train_loader, classes):
    name = "vit_base_patch16_224.augreg_in21k"
    model = timm.create_model(name, pretrained=True, num_classes=classes)
    optimizer = torch.optim.AdamW([
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], lr=1e-4, weight_decay=0.05)  # error: weight-decay-on-norm
    criterion = nn.CrossEntropyLoss()
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
