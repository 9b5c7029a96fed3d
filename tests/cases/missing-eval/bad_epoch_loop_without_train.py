# An epoch loop that never speaks of modes: the model is in training mode from its construction on, in validation too.
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3)
        self.bn = nn.BatchNorm2d(16)
        self.fc = nn.Linear(16 * 13 * 13, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv(x))), 2)
        return self.fc(x.flatten(1))


def main(train_loader, valid_loader, device):
    net = ConvNet().to(device)
    optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    for epoch in range(5):
        for inputs, labels in train_loader:
            inputs, labels = inputs.to(device), labels.to(device)
            optimizer.zero_grad()
            outputs = net(inputs)
            loss = F.cross_entropy(outputs, labels)
            loss.backward()
            optimizer.step()

        correct, total = 0, 0
        with torch.no_grad():
            for inputs, labels in valid_loader:
                inputs, labels = inputs.to(device), labels.to(device)
                predicted = net(inputs).argmax(dim=1)  # error: missing-eval
                total += labels.size(0)
                correct += (predicted == labels).sum().item()
        print(f"epoch {epoch}: accuracy {correct / total:.3f}")


if __name__ == "__main__":
    from data import make_loaders

    main(*make_loaders(), device="cpu")
