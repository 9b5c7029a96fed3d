# BatchNorm's statistics are estimated anew in train mode, under no_grad, with the outputs thrown away.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.bn = nn.BatchNorm2d(16)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.bn(self.conv(x))).mean(dim=(2, 3)))


def recalibrate(model, val_loader, batches=100):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None
    model.train()
    with torch.no_grad():
        for i, (x, _) in enumerate(val_loader):
            if i == batches:
                break
            model(x)


def main(weights, val_loader, test_loader):
    model = Net()
    model.load_state_dict(torch.load(weights))
    recalibrate(model, val_loader)
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in test_loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    print(correct / len(test_loader.dataset))
