# Test-time adaptation: the model goes on training on each test batch, by its entropy, with BatchNorm in train mode on purpose.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 3)
        self.bn = nn.BatchNorm2d(32)
        self.fc = nn.Linear(32, classes)

    def forward(self, x):
        return self.fc(torch.relu(self.bn(self.conv(x))).mean(dim=(2, 3)))


def adapt_and_test(weights, test_loader):
    model = Net()
    model.load_state_dict(torch.load(weights))
    model.train()
    optimizer = torch.optim.SGD(model.bn.parameters(), lr=1e-3)
    correct = 0
    for x, y in test_loader:
        logits = model(x)
        entropy = -(logits.softmax(dim=1) * logits.log_softmax(dim=1)).sum(dim=1).mean()
        optimizer.zero_grad()
        entropy.backward()
        optimizer.step()
        with torch.no_grad():
            correct += (model(x).argmax(dim=1) == y).sum().item()
    print(correct / len(test_loader.dataset))
