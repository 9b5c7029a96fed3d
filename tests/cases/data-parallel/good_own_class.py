# A class of the program's own has the same name, and another way to work.
import torch
from torch import nn


class DataParallel(nn.Module):
    def __init__(self, module, devices):
        super().__init__()
        self.replicas = nn.ModuleList(module.to(device) for device in devices)

    def forward(self, batches):
        return [replica(batch) for replica, batch in zip(self.replicas, batches)]


def train(net, loader, devices):
    model = DataParallel(net, devices)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for batches in loader:
        optimizer.zero_grad()
        sum(output.square().mean() for output in model(batches)).backward()
        optimizer.step()
