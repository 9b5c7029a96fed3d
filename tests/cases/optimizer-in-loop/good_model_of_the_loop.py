# Must be silent: the loop goes over models, and each is adapted by one step.
import torch
from torch import nn


def train(model: nn.Module, loader, epochs: int):
    criterion = nn.CrossEntropyLoss()
    for member, inputs, labels in loader:
        optimizer = torch.optim.Adam(member.parameters(), lr=1e-3)
        optimizer.zero_grad()
        loss = criterion(member(inputs), labels)
        loss.backward()
        optimizer.step()
