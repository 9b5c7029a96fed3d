# The error of the rounded forecast is a metric: no backward is called on it.
import torch
import torch.nn.functional as F


def train(model, loader, report):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model.train()
    for x, count in loader:
        optimizer.zero_grad()
        forecast = model(x)
        loss = F.mse_loss(forecast, count)
        error = F.l1_loss(forecast.round(), count)
        loss.backward()
        optimizer.step()
        report(loss.item(), error.item())
