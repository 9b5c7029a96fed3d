# Must be silent: gradients are dropped by hand, with p.grad = None for every parameter of the model.
import torch
import torch.nn.functional as F


def train(model, loader, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    for x, y in loader:
        for param in model.parameters():
            param.grad = None
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
