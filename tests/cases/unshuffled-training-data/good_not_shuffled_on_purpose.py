# Somebody has written down that the order is to stay as it is.
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor


def train(root, epochs):
    data = MNIST(root, train=True, transform=ToTensor())
    loader = DataLoader(data, batch_size=64, shuffle=False)  # compared with another framework
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
    return model
