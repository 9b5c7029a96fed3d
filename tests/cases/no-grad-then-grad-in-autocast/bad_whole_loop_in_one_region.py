# The region is opened around the whole loop, and the log-probabilities of the old policy come first.
import torch
from torch import nn

policy = nn.Sequential(nn.Linear(8, 64), nn.Tanh(), nn.Linear(64, 4)).cuda()
optimizer = torch.optim.Adam(policy.parameters(), lr=3e-4)

for states, actions, advantages in torch.load("rollouts.pt"):
    with torch.autocast("cuda", dtype=torch.bfloat16):
        with torch.no_grad():
            old = torch.log_softmax(policy(states), 1).gather(1, actions)
        new = torch.log_softmax(policy(states), 1).gather(1, actions)  # error: no-grad-then-grad-in-autocast
        loss = -((new - old).exp() * advantages).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
