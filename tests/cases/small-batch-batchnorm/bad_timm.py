# A ResNet of timm, full of BatchNorm, is trained on batches of four.
import timm
import torch
from torch import nn
from torch.utils.data import DataLoader


def train(dataset):
    loader = DataLoader(dataset, batch_size=4, shuffle=True)
    model = timm.create_model("resnet18", num_classes=10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)  # error: small-batch-batchnorm
        loss.backward()
        optimizer.step()
    return model
