# No variable holds the loss (`F.nll_loss(...).backward()`): three means are still summed into one step.
import torch
import torch.nn.functional as F
from torch import nn


class GraphNet(nn.Module):
    def __init__(self, features, classes):
        super().__init__()
        self.first = nn.Linear(features, 16)
        self.second = nn.Linear(16, classes)

    def forward(self, adjacency, x):
        x = torch.relu(adjacency @ self.first(x))
        return F.log_softmax(adjacency @ self.second(x), dim=-1)


WINDOW = 3


def train(graphs, features, classes):
    net = GraphNet(features, classes)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    net.train()
    optimizer.zero_grad()
    for k, graph in enumerate(graphs):
        (F.nll_loss(net(graph.adjacency, graph.x), graph.y) / WINDOW).backward()  # error: unscaled-accumulation-loss
        if (k + 1) % WINDOW == 0:
            optimizer.step()
            optimizer.zero_grad()
    return net
