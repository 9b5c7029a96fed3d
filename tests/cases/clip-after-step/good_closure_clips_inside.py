# Must be silent: the LBFGS closure clears, computes and clips by itself, and step() calls it.
import torch
from torch import nn

network = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
optimizer = torch.optim.LBFGS(network.parameters(), lr=0.1, max_iter=10, line_search_fn="strong_wolfe")
t = torch.linspace(0, 1, 200).unsqueeze(1)
observed = torch.sin(6.28 * t)

for iteration in range(100):

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(network(t), observed)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        return loss

    loss = optimizer.step(closure)
    print(iteration, loss.item())
