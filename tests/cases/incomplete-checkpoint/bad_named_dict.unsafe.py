# The dict has a name, and the momentum of SGD is not in it.
import argparse

import torch
from torch import nn, optim

parser = argparse.ArgumentParser()
parser.add_argument("--resume", default="")
args = parser.parse_args()

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
first = 0
if args.resume:
    restored = torch.load(args.resume)
    model.load_state_dict(restored["state_dict"])
    first = restored["step"]
for step in range(first, 10_000):
    x = torch.randn(64, 16)
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), (x[:, 0] > 0).long())
    loss.backward()
    optimizer.step()
    if step % 1000 == 0:
        state = {"step": step, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save(state, "checkpoint.pt")  # error: incomplete-checkpoint
