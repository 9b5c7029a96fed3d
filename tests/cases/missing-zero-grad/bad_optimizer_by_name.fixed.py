# The class comes from `getattr(optim, name)`: whichever it is, it is an optimizer.
import torch.nn.functional as F
from torch import optim


def train(net, batches, args):
    update = getattr(optim, args.algorithm)(net.parameters(), lr=args.lr)
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(net(x), y).backward()  # error: missing-zero-grad
        update.step()
