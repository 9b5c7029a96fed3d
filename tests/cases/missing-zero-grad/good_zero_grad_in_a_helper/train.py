# A helper in another file clears the gradients on its way.
import torch
import torch.nn.functional as F
from torch import nn

from helpers import prepare


def train(loader, device):
    model = nn.Linear(10, 2).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for batch in loader:
        x, y = prepare(optimizer, batch, device)
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
