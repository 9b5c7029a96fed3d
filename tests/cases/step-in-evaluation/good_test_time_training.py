# The model adapts to the test data before it predicts: that is the method.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)


def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()


def adapt(test_loader):
    for x, _ in test_loader:
        optimizer.zero_grad()
        probabilities = model(x).softmax(1)
        loss = -(probabilities * probabilities.clamp_min(1e-8).log()).sum(1).mean()
        loss.backward()
        optimizer.step()


def main(train_loader, test_loader):
    train(train_loader)
    adapt(test_loader)
