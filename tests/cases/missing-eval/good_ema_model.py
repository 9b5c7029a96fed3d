# Validation runs on the moving average of the weights, a model of its own that was put into eval mode when it was made.
import copy

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(16, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 4))

    def forward(self, x):
        return self.net(x)


class ModelEma:
    def __init__(self, model, decay=0.999):
        self.module = copy.deepcopy(model)
        self.module.eval()
        self.decay = decay

    @torch.no_grad()
    def update(self, model):
        for ema, value in zip(self.module.state_dict().values(), model.state_dict().values()):
            if ema.dtype.is_floating_point:
                ema.lerp_(value, 1 - self.decay)
            else:
                ema.copy_(value)


def train(train_loader, val_loader, epochs=10):
    model = Net()
    model_ema = ModelEma(model)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
            model_ema.update(model)
        with torch.no_grad():
            val_loss = sum(criterion(model_ema.module(x), y).item() for x, y in val_loader)
        print(epoch, val_loss / len(val_loader))
