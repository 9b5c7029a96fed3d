# Must be silent: a post-step hook, registered once, clears after every step.
import torch
import torch.nn.functional as F


def clear(optimizer, args, kwargs):
    optimizer.zero_grad()


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.register_step_post_hook(clear)
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
