# Must be silent: each sample adapts the weights of the checkpoint anew, as adaptation at test time does.
import torch
from torch import nn


def train(model: nn.Module, loader, epochs: int):
    criterion = nn.CrossEntropyLoss()
    for inputs, labels in loader:
        model.load_state_dict(torch.load("weights.pt"))
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
