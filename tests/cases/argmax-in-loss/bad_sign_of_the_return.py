# The direction of a forecast is taken by sign() on the way to a hinge-like loss.
import torch
import torch.nn.functional as F


def fit(model, train_loader, accelerator):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model, optimizer, train_loader = accelerator.prepare(model, optimizer, train_loader)
    model.train()
    for window, direction in train_loader:
        optimizer.zero_grad()
        forecast = model(window)
        loss = F.mse_loss(forecast.sign(), direction)  # error: argmax-in-loss
        accelerator.backward(loss)
        optimizer.step()
