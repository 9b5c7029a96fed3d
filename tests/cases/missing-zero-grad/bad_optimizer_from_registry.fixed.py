# A dict of optimizer classes, indexed by a name that only the command line knows.
import torch.nn.functional as F
from torch import optim

ALGORITHMS = {"adam": optim.Adam, "sgd": optim.SGD, "adamw": optim.AdamW}


def train(net, batches, args):
    update = ALGORITHMS[args.algorithm](net.parameters(), lr=args.lr)
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(net(x), y).backward()  # error: missing-zero-grad
        update.step()
