# Validation is right and goes back to train mode, from which the final test then never leaves.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 24, 5, stride=2)
        self.bn = nn.BatchNorm2d(24)
        self.fc = nn.Linear(24, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.bn(self.conv(x))).mean(dim=(2, 3)))


def run(train_loader, val_loader, test_loader, epochs=3):
    model = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = sum(criterion(model(x), y).item() for x, y in val_loader)
        model.train()
        print(epoch, val_loss)

    correct = 0
    with torch.no_grad():
        for x, y in test_loader:
            logits = model(x)  # error: missing-eval
            correct += (logits.argmax(dim=1) == y).sum().item()
    print("test accuracy", correct / len(test_loader.dataset))
