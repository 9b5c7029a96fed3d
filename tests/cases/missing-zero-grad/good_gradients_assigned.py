# Must be silent: gradients come from autograd.grad and are assigned, not accumulated.
import torch
import torch.nn.functional as F


def train(model, loader, lr):
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(parameters, lr=lr)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        gradients = torch.autograd.grad(loss, parameters)
        for p, g in zip(parameters, gradients):
            p.grad = g
        optimizer.step()
