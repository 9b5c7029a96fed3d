# The running statistics are averaged with the weights by the averaged model itself.
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel


def run(train_loader, test_loader, epochs):
    model = nn.Sequential(nn.Linear(16, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 1))
    swa_model = AveragedModel(model, use_buffers=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        swa_model.update_parameters(model)
    swa_model.eval()
    with torch.no_grad():
        return [swa_model(x) for x, _ in test_loader]
