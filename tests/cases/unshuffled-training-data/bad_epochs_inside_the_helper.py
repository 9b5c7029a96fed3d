# The helper that gets the loader makes all the epochs itself.
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import CIFAR10
from torchvision.transforms import ToTensor


def fit(model, loader, epochs=50):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for _ in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()


def main():
    data = CIFAR10("data", download=True, transform=ToTensor())
    cifar = DataLoader(data, num_workers=2, batch_size=128)  # error: unshuffled-training-data
    model = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(14400, 10))
    fit(model, loader=cifar)


if __name__ == "__main__":
    main()
