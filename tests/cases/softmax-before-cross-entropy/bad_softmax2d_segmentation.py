# `nn.Softmax2d` over the channels of a segmentation network is a softmax like any other to the cross-entropy that follows.
import torch
from torch import nn


class SegNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(16, classes, 2, stride=2)
        self.activation = nn.Softmax2d()

    def forward(self, image):
        return self.activation(self.up(self.down(image)))


class_weights = torch.tensor([0.2, 1.0, 2.0])
criterion = nn.CrossEntropyLoss(weight=class_weights, ignore_index=255)


def train(loader, epochs):
    network = SegNet(classes=3)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    network.train()
    for _ in range(epochs):
        for image, mask in loader:
            prediction = network(image)
            loss = criterion(prediction, mask)  # error: softmax-before-cross-entropy
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
