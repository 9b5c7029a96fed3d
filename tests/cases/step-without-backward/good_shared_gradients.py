# Workers hand their gradients to the shared model's parameters, where the shared optimizer finds them.
import torch
from torch import nn


def share(model, shared):
    for local, common in zip(model.parameters(), shared.parameters()):
        common._grad = local.grad


def work(shared, optimizer, model, rollouts):
    for states, returns in rollouts:
        model.zero_grad()
        loss = nn.functional.mse_loss(model(states), returns)
        loss.backward()
        share(model, shared)
        optimizer.step()
        nn.functional.l1_loss(model(states), returns).backward()
        share(model, shared)
        optimizer.step()


def main(shared, rollouts):
    optimizer = torch.optim.Adam(shared.parameters(), lr=1e-4)
    work(shared, optimizer, nn.Linear(4, 1), rollouts)
