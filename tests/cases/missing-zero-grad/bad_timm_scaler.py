# timm's callable scaler goes backward and steps, but clears nothing; no step() shows where to clear.
import torch
from timm.utils import NativeScaler


def train(model, criterion, loader, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    loss_scaler = NativeScaler()
    model.train()
    for images, labels in loader:
        with torch.autocast("cuda"):
            loss = criterion(model(images), labels)
        loss_scaler(loss, optimizer, clip_grad=1.0, parameters=model.parameters())  # error: missing-zero-grad
