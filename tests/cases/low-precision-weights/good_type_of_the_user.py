# Must be silent: the type is the user's choice, and float32 is among the choices.
import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--dtype", default="float32")
args = parser.parse_args()

model = nn.Linear(32, 4).to(getattr(torch, args.dtype))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
