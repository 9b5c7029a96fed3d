# Must be silent: what trains an epoch is given by the caller, and the schedule advances behind it.
import torch
from torch import nn


def main(model: nn.Module, loader, run_epoch, epochs: int) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)
    for _ in range(epochs):
        run_epoch(model, loader, optimizer)
        scheduler.step()
