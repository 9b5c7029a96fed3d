# Either class builds the optimizer, and in neither case is it cleared.
import torch.nn.functional as F
from torch import optim


def train(net, batches, plain):
    if plain:
        algorithm = optim.SGD
    else:
        algorithm = optim.Adam
    update = algorithm(net.parameters(), lr=1e-3)
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(net(x), y).backward()  # error: missing-zero-grad
        update.step()
