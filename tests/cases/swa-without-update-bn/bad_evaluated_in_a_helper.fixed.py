# The averaged ResNet is handed to the function that evaluates every model.
import torch
import torchvision
from torch import nn, optim
from torch.optim import swa_utils


def evaluate(network, loader):
    network.eval()
    hits = total = 0
    with torch.no_grad():
        for images, labels in loader:
            hits += (network(images).argmax(dim=1) == labels).sum().item()
            total += len(labels)
    return hits / total


def main(train_loader, val_loader, epochs):
    model = torchvision.models.resnet18(num_classes=10)
    ensemble = swa_utils.AveragedModel(model, device="cpu")
    optimizer = optim.SGD(model.parameters(), lr=0.05)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
        print(epoch, evaluate(model, val_loader))
        ensemble.update_parameters(model)
    swa_utils.update_bn(train_loader, ensemble)
    print("averaged", evaluate(ensemble, val_loader))  # error: swa-without-update-bn
    torch.save(ensemble.module.state_dict(), "swa.pt")
