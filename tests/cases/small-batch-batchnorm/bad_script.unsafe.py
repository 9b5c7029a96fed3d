# A script trains a small convolutional network on eight images at a time.
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import CIFAR10
from torchvision.transforms import ToTensor

loader = DataLoader(CIFAR10("data", transform=ToTensor()), batch_size=8, shuffle=True)
model = nn.Sequential(
    nn.Conv2d(3, 64, 3, stride=2),
    nn.GroupNorm(16, 64),
    nn.ReLU(),
    nn.Conv2d(64, 128, 3, stride=2),
    nn.GroupNorm(32, 128, eps=1e-3),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(128, 10),
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
criterion = nn.CrossEntropyLoss()

for epoch in range(30):
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)  # error: small-batch-batchnorm
        loss.backward()
        optimizer.step()
