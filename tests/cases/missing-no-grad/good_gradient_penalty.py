# The evaluation of a critic measures how steep it is, which takes its gradient.
import torch


def train(critic, loader):
    optimizer = torch.optim.Adam(critic.parameters(), lr=1e-4)
    for real, fake in loader:
        optimizer.zero_grad()
        between = torch.lerp(real, fake, torch.rand(len(real), 1, 1, 1)).requires_grad_()
        (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
        penalty = (slope.flatten(1).norm(dim=1) - 1).pow(2).mean()
        loss = critic(fake).mean() - critic(real).mean() + 10 * penalty
        loss.backward()
        optimizer.step()


def validate(critic, val_loader):
    critic.eval()
    steepest = 0.0
    for real, _ in val_loader:
        real.requires_grad_()
        value = critic(real).sum()
        (slope,) = torch.autograd.grad(value, real)
        steepest = max(steepest, slope.flatten(1).norm(dim=1).max().item())
    return steepest
