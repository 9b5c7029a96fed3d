# A generator goes backward for each loss that it yields; the loop steps, and nobody clears.
import torch
import torch.nn.functional as F


def losses(model, loader):
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward()  # error: missing-zero-grad
        yield loss


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for loss in losses(model, loader):
        optimizer.step()
        print(loss.item())
