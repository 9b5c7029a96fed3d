# The helper that clips is called in time by one loop; another measures the norm it got.
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
        norm = limit_gradients(model)
        optimizer.step()
        print(norm)
