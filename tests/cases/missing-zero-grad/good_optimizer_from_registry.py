# Must be silent: optimizers chosen by name, in three ways, and each is cleared.
import torch.nn.functional as F
from torch import optim

ALGORITHMS = {"adam": optim.Adam, "sgd": lambda params, lr: optim.SGD(params, lr=lr, momentum=0.9)}


def train(net, batches, args):
    update = ALGORITHMS[args.algorithm](net.parameters(), lr=args.lr)
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(net(x), y).backward()
        update.step()


def train_by_name(net, batches, args):
    update = getattr(optim, args.algorithm)(net.parameters(), lr=args.lr)
    for x, y in batches:
        F.cross_entropy(net(x), y).backward()
        update.step()
        update.zero_grad()


def train_by_choice(net, batches, plain):
    algorithm = optim.SGD if plain else optim.Adam
    update = algorithm(net.parameters(), lr=1e-3)
    for x, y in batches:
        net.zero_grad()
        F.cross_entropy(net(x), y).backward()
        update.step()
