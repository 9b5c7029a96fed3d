# A softmax over two classes is a probability as well, and the loss applies a sigmoid to it.
import torch
from torch import nn
from torch.nn.functional import one_hot


def train(network, loader):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)
    network.train()
    for x, y in loader:
        optimizer.zero_grad()
        scores = network(x)
        probabilities = torch.softmax(scores, dim=1)
        loss = criterion(probabilities, one_hot(y, 2).float())  # error: sigmoid-before-bce-with-logits
        loss.backward()
        optimizer.step()
