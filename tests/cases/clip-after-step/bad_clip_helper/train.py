# The helper that clips stands in another file, and is called too late.
import torch
import torch.nn.functional as F
from torch import nn

from utils import limit_gradients


def train(loader):
    model = nn.LSTM(8, 8)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        output, _ = model(x)
        loss = F.mse_loss(output, y)
        loss.backward()
        optimizer.step()
        limit_gradients(model)
