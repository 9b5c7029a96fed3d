# The Sequential ends in a softmax for its users, and training calls it without its last layer (`net[:-1]`).
import torch
from torch import nn

net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)


def train(loader):
    net.train()
    for x, y in loader:
        optimizer.zero_grad()
        scores = net[:-1](x)
        loss = criterion(scores, y)
        loss.backward()
        optimizer.step()


@torch.no_grad()
def probabilities(x):
    net.eval()
    return net(x)
