# SGD with momentum and decay over a network with BatchNorm: the classic vision recipe, decayed as a whole by tradition.
import torch
import torch.nn as nn
import torchvision


class BasicBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(x + self.bn2(self.conv2(y)))


def train(loader, epochs=90):
    model = nn.Sequential(nn.Conv2d(3, 64, 7, stride=2), BasicBlock(64), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 1000))
    auxiliary = torchvision.models.resnet18()
    lr = 0.1
    optimizer = torch.optim.SGD(model.parameters(), lr, momentum=0.9, weight_decay=1e-4)
    auxiliary_optimizer = torch.optim.SGD(auxiliary.parameters(), lr, momentum=0.9, weight_decay=1e-4)
    criterion = nn.CrossEntropyLoss()
    for _ in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            criterion(model(images), labels).backward()
            optimizer.step()
            auxiliary_optimizer.zero_grad()
            criterion(auxiliary(images), labels).backward()
            auxiliary_optimizer.step()
    return model, auxiliary
