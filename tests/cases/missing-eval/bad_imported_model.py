# The model comes from elsewhere and may hold anything, but it was told to train() in plain sight before its validation.
import torch
from torch import nn

from segmentation.networks import build_unet
from segmentation.metrics import mean_iou


def train_and_validate(train_loader, val_loader, epochs, device="cuda"):
    model = build_unet(in_channels=3, classes=21).to(device)
    criterion = nn.CrossEntropyLoss(ignore_index=255)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for epoch in range(epochs):
        model.train()
        for images, masks in train_loader:
            images, masks = images.to(device), masks.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), masks)
            loss.backward()
            optimizer.step()

        scores = []
        with torch.no_grad():
            for images, masks in val_loader:
                predicted = model(images.to(device)).argmax(dim=1)  # error: missing-eval
                scores.append(mean_iou(predicted.cpu(), masks))
        print(f"epoch {epoch}: mIoU {sum(scores) / len(scores):.3f}")
