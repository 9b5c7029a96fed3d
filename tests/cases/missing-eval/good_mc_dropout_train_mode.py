# Monte Carlo dropout by train(): the same input passes many times through a model that is kept random on purpose.
import torch
from torch import nn
from torch.nn import functional as F


class Net(nn.Module):
    def __init__(self, features, classes):
        super().__init__()
        self.fc1 = nn.Linear(features, 128)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(128, classes)

    def forward(self, x):
        return self.fc2(self.drop(F.relu(self.fc1(x))))


def test_uncertainty(model, test_loader, passes=50):
    model.train()  # dropout stays on
    entropies = []
    with torch.no_grad():
        for x, _ in test_loader:
            probabilities = 0
            for _ in range(passes):
                probabilities = probabilities + model(x).softmax(dim=1) / passes
            entropies.append(-(probabilities * probabilities.log()).sum(dim=1))
    return torch.cat(entropies)


def main(train_loader, test_loader):
    model = Net(30, 6)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    print(test_uncertainty(model, test_loader).mean())
