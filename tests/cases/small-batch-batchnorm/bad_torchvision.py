# A ResNet of torchvision is trained on twelve images at a time.
import torch
import torchvision
from torch import nn
from torch.utils.data import DataLoader


def train(dataset, epochs=10):
    model = torchvision.models.resnet18(num_classes=5)
    loader = DataLoader(dataset, batch_size=12, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            out = model(x)  # error: small-batch-batchnorm
            loss = criterion(out, y)
            loss.backward()
            optimizer.step()
