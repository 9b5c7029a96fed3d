# An imported helper receives the model before it is evaluated, and may well set its mode.
import torch
from torch import nn

from deployment import prepare_for_inference


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 3)
        self.bn = nn.BatchNorm2d(32)
        self.fc = nn.Linear(32, 100)

    def forward(self, x):
        return self.fc(torch.relu(self.bn(self.conv(x))).mean(dim=(2, 3)))


def test(weights, test_loader):
    model = Net()
    model.load_state_dict(torch.load(weights, map_location="cpu"))
    prepare_for_inference(model)
    correct = 0
    with torch.no_grad():
        for images, labels in test_loader:
            correct += (model(images).argmax(dim=1) == labels).sum().item()
    print("accuracy", correct / len(test_loader.dataset))
