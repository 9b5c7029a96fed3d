# A ResNet-18 from torchvision, known to hold BatchNorm, is fine-tuned and validated without ever leaving train mode.
import torch
from torch import nn
from torchvision.models import ResNet18_Weights, resnet18


def finetune(train_loader, val_loader, num_classes, device="cuda", epochs=5):
    model = resnet18(weights=ResNet18_Weights.DEFAULT)
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    model = model.to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    best_accuracy = 0.0
    for epoch in range(epochs):
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            loss = criterion(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

        correct = 0
        model.eval()
        for images, labels in val_loader:
            with torch.no_grad():
                outputs = model(images.to(device))  # error: missing-eval
            correct += (outputs.argmax(dim=1).cpu() == labels).sum().item()
        model.train()
        accuracy = correct / len(val_loader.dataset)
        if accuracy > best_accuracy:
            best_accuracy = accuracy
            torch.save(model.state_dict(), "best.pt")
    return best_accuracy
