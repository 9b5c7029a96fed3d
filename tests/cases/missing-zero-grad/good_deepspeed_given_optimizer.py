# Must be silent: DeepSpeed steps and clears the optimizer that it was given in engine.step().
import deepspeed
import torch
from torch.nn import functional as F


def train(args, net, loader):
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-4)
    engine, optimizer, _, _ = deepspeed.initialize(args=args, model=net, optimizer=optimizer)
    for x, y in loader:
        loss = F.cross_entropy(engine(x), y)
        engine.backward(loss)
        engine.step()
