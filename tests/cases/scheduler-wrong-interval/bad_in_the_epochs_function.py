# The batches are trained by a function that is given the schedule over the epochs, and advances it.
import torch
from torch import nn


def train_one(model, loader, optimizer, scheduler, device):
    criterion = nn.CrossEntropyLoss()
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        scheduler.step()  # error: scheduler-wrong-interval


def main(model, loader, device, config):
    optimizer = torch.optim.SGD(model.parameters(), lr=config.lr)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, config.max_epochs)
    for epoch in range(config.max_epochs):
        train_one(model, loader, optimizer, scheduler, device)
