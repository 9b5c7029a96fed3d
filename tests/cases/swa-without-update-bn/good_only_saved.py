# The averaged weights are saved, and another program measures the statistics.
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel


def run(train_loader, val_loader, epochs):
    model = nn.Sequential(nn.Linear(16, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 1))
    swa_model = AveragedModel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        swa_model.update_parameters(model)
        model.eval()
        with torch.no_grad():
            print(epoch, sum(nn.functional.mse_loss(model(x), y).item() for x, y in val_loader))
    torch.save(swa_model.state_dict(), "swa.pt")
