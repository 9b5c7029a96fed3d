# Must be silent: `opt` is declared to be a class of this file that only counts.
import torch.nn.functional as F


class Counter:
    def __init__(self):
        self.count = 0

    def step(self):
        self.count += 1


def measure_gradients(net, opt: Counter, batches):
    for x, y in batches:
        F.mse_loss(net(x), y).backward()
        opt.step()
    return [p.grad / opt.count for p in net.parameters()]
