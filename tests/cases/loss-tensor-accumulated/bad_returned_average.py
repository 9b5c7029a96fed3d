# The function returns the average of its losses, weighted by the size of each batch.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, device):
    model.train()
    total, count = 0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        total = total + loss * images.size(0)  # error: loss-tensor-accumulated
        count += images.size(0)
        loss.backward()
        optimizer.step()
    return total / count


def main(model, loader, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(10):
        print(train_epoch(model, loader, optimizer, device))
