# An old habit: the loss is wrapped in a Variable, which detaches it since PyTorch 0.4.
import torch
from torch import nn
from torch.autograd import Variable


class Solver:
    def __init__(self, net, rate):
        self.net = net
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.SGD(net.parameters(), lr=rate)

    def solve(self, loader):
        self.net.train()
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.net(x), y)
            loss = Variable(loss, requires_grad=True)
            loss.backward()  # error: loss-detached
            self.optimizer.step()
