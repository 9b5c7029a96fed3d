# The evaluation runs without gradients, and turns them on again for the attack inside of it.
import torch
import torch.nn.functional as F


@torch.enable_grad()
def attack(model, x, y):
    shift = torch.zeros_like(x, requires_grad=True)
    loss = F.cross_entropy(model(x + shift), y)
    loss.backward()
    return x + 0.1 * shift.grad.sign()


@torch.no_grad()
def robustness(model, loader):
    model.eval()
    right = 0
    for x, y in loader:
        right += (model(attack(model, x, y)).argmax(1) == y).sum().item()
    return right


def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
