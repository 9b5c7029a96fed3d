# A flag of the command line decides whether anomalies are looked for.
import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--detect-anomaly", action="store_true")
parser.add_argument("--lr", type=float, default=0.1)
args = parser.parse_args()

torch.autograd.set_detect_anomaly(args.detect_anomaly)
model = nn.Linear(10, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
for _ in range(100):
    optimizer.zero_grad()
    loss = model(torch.randn(32, 10)).pow(2).mean()
    loss.backward()
    optimizer.step()
