# A generator clears and goes backward for each loss that it yields; the loop steps.
import torch
import torch.nn.functional as F


def losses(model, optimizer, loader):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        yield loss


def all_losses(model, optimizer, loaders):
    for loader in loaders:
        yield from losses(model, optimizer, loader)


def main(model, loaders):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for loss in all_losses(model, optimizer, loaders):
        optimizer.step()
        print(loss.item())
