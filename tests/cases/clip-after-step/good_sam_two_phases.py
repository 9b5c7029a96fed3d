# Must be silent: SAM climbs in first_step and descends in second_step; the clip between them limits the second gradients.
import torch
from torch import nn

from sam import SAM


def train(model, loader, lr=0.1, rho=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = SAM(model.parameters(), torch.optim.SGD, lr=lr, momentum=0.9, rho=rho)
    for inputs, targets in loader:
        criterion(model(inputs), targets).backward()
        optimizer.first_step(zero_grad=True)

        criterion(model(inputs), targets).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.second_step(zero_grad=True)
