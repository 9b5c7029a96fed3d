# LBFGS makes its gradients inside step(closure), so a clip below it is too late, and above it would be too early.
import torch
from torch import nn

net = nn.Sequential(nn.Linear(2, 50), nn.Tanh(), nn.Linear(50, 50), nn.Tanh(), nn.Linear(50, 1))
optimizer = torch.optim.LBFGS(net.parameters(), lr=0.5, max_iter=20, line_search_fn="strong_wolfe")


def residual(points):
    points.requires_grad_(True)
    u = net(points)
    grad = torch.autograd.grad(u.sum(), points, create_graph=True)[0]
    return (grad[:, 0] + u[:, 0] * grad[:, 1]).pow(2).mean()


def solve(points, iterations=500):
    for i in range(iterations):

        def closure():
            optimizer.zero_grad()
            loss = residual(points)
            loss.backward()
            return loss

        loss = optimizer.step(closure)
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)  # error: clip-after-step
        if i % 50 == 0:
            print(i, float(loss))
