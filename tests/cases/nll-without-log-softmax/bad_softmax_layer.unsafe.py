# The last layer is nn.Softmax where the loss of the trainer expects nn.LogSoftmax.
import torch
from torch import nn


class Experiment:
    def __init__(self, inputs, classes):
        self.net = nn.Sequential(nn.Linear(inputs, 50), nn.Tanh(), nn.Linear(50, classes), nn.LogSoftmax(dim=1))
        self.loss = nn.NLLLoss()
        self.optimizer = torch.optim.RMSprop(self.net.parameters(), lr=1e-3)

    def run(self, batches):
        self.net.train()
        for x, y in batches:
            self.optimizer.zero_grad()
            loss = self.loss(self.net(x), y)  # error: nll-without-log-softmax
            loss.backward()
            self.optimizer.step()
