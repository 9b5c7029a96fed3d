# A factory returns one of two closures that call the model in training; the evaluation sets no mode.
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        return self.out(self.drop(x))


def forward_function(kind):
    def scores(model, batch):
        return model(batch[0])

    def halved(model, batch):
        return model(batch[0]) / 2

    if kind == "half":
        return halved
    return scores


def evaluate(model, loader):
    correct = 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(-1) == y).sum().item()  # error: missing-eval
    return correct


def main(loader, val_loader, kind):
    model = Net()
    forward = forward_function(kind)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        model.train()
        for batch in loader:
            optimizer.zero_grad()
            F.cross_entropy(forward(model, batch), batch[1]).backward()
            optimizer.step()
        print(evaluate(model, val_loader))
