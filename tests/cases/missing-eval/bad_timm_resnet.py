# A ResNet-50 from timm, known to hold BatchNorm, is validated in the mode in which it was built.
import timm
import torch
from torch import nn


def finetune(train_loader, val_loader, classes, epochs=5):
    model = timm.create_model("resnet50.a1_in1k", pretrained=True, num_classes=classes)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    for epoch in range(epochs):
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()

        correct = 0
        with torch.no_grad():
            for images, labels in val_loader:
                correct += (model(images).argmax(dim=1) == labels).sum().item()  # error: missing-eval
        print(epoch, correct / len(val_loader.dataset))
    return model
