# The average of the last epochs' weights is tested with the statistics of the last epoch.
import torch
from torch import nn
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn


class ConvNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 32, 3), nn.BatchNorm2d(32), nn.ReLU())
        self.head = nn.Linear(32, classes)

    def forward(self, x):
        return self.head(self.features(x).mean(dim=(2, 3)))


def run(train_loader, test_loader, device, epochs=100, swa_start=75):
    model = ConvNet(10).to(device)
    swa_model = AveragedModel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    swa_scheduler = SWALR(optimizer, swa_lr=0.05)
    for epoch in range(epochs):
        model.train()
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
        if epoch >= swa_start:
            swa_model.update_parameters(model)
            swa_scheduler.step()

    correct = 0
    update_bn(train_loader, swa_model, device=device)
    swa_model.eval()
    with torch.no_grad():
        for images, labels in test_loader:
            output = swa_model(images.to(device))  # error: swa-without-update-bn
            correct += (output.argmax(1) == labels.to(device)).sum().item()
    return correct
