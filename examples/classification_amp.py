"""Image classification with mixed precision, on synthetic pictures.

A small convolutional network learns to tell eight noisy patterns apart, in float16 with loss scaling, on the CPU
or on a GPU when there is one. Two mistakes are planted; each is marked by a comment that names its rule.
"""

import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.amp import GradScaler, autocast
from torch.utils.data import DataLoader, TensorDataset

CLASSES = 8


class ConvNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(2),
        )
        self.head = nn.Linear(32 * 4, classes)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


def make_pictures(patterns, count):
    labels = torch.randint(0, CLASSES, (count,))
    pictures = patterns[labels] + 0.5 * torch.randn(count, 1, 16, 16)
    return TensorDataset(pictures, labels)


def train_one_epoch(model, loader, criterion, optimizer, scaler, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        with autocast(device_type=device, dtype=torch.float16):
            logits = model(images)
            probabilities = F.softmax(logits, dim=1)
            loss = criterion(probabilities, labels)  # planted: softmax-before-cross-entropy
        scaler.scale(loss).backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)  # planted: clip-without-unscale
        scaler.step(optimizer)
        scaler.update()
        total += loss.item() * len(images)
    return total / len(loader.dataset)


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    correct = 0
    for images, labels in loader:
        predictions = model(images.to(device)).argmax(dim=1)
        correct += (predictions == labels.to(device)).sum().item()
    return correct / len(loader.dataset)


def main():
    parser = argparse.ArgumentParser(description="Image classification with mixed precision")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--lr", type=float, default=0.1)
    args = parser.parse_args()

    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    patterns = torch.randn(CLASSES, 1, 16, 16)
    train_loader = DataLoader(make_pictures(patterns, 1024), batch_size=64, shuffle=True)
    test_loader = DataLoader(make_pictures(patterns, 256), batch_size=128)

    model = ConvNet(CLASSES).to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
    scaler = GradScaler(device)

    for epoch in range(args.epochs):
        loss = train_one_epoch(model, train_loader, criterion, optimizer, scaler, device)
        accuracy = evaluate(model, test_loader, device)
        print(f"epoch {epoch}: loss {loss:.4f}, test accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
