# The loader shuffles, and the one for the validation does not need to.
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor


def train(root, epochs):
    loader = DataLoader(MNIST(root, train=True, transform=ToTensor()), batch_size=64, shuffle=True)
    val_loader = DataLoader(MNIST(root, train=False, transform=ToTensor()), batch_size=256)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
    return model, val_loader
