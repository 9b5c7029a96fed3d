# An ImageFolder lists its files class by class, and so does this loader.
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


def main(root, epochs=30):
    transform = transforms.Compose([transforms.Resize(224), transforms.ToTensor()])
    train_data = datasets.ImageFolder(f"{root}/train", transform)
    val_data = datasets.ImageFolder(f"{root}/val", transform)
    train_loader = DataLoader(train_data, batch_size=32, num_workers=4)  # error: unshuffled-training-data
    val_loader = DataLoader(val_data, batch_size=64, num_workers=4)
    model = models.vgg11(num_classes=len(train_data.classes))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for images, labels in val_loader:
                correct += (model(images).argmax(1) == labels).sum().item()
        print(epoch, correct / len(val_data))
