# Stochastic weight averaging: update_bn() refreshes the averaged model's statistics, and only that model is tested, in eval mode.
import torch
from torch import nn
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(12, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 3))

    def forward(self, x):
        return self.net(x)


def train(train_loader, test_loader, epochs=20, swa_start=15):
    model = Net()
    swa_model = AveragedModel(model)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    swa_scheduler = SWALR(optimizer, swa_lr=0.05)
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        if epoch >= swa_start:
            swa_model.update_parameters(model)
            swa_scheduler.step()
    update_bn(train_loader, swa_model)
    swa_model.eval()
    with torch.no_grad():
        test_loss = sum(criterion(swa_model(x), y).item() for x, y in test_loader)
    print(test_loss / len(test_loader))
