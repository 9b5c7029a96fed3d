# A decorator of this file clears after every call of the step function.
import torch
import torch.nn as nn
import torch.nn.functional as F


def main(l):
    m = nn.Linear(3, 3)
    o = torch.optim.SGD(m.parameters(), 0.1)

    def zeroing(fn):
        def w(*a):
            r = fn(*a)
            o.zero_grad()
            return r

        return w

    @zeroing
    def step(x, y):
        loss = F.mse_loss(m(x), y)
        loss.backward()
        o.step()

    for x, y in l:
        step(x, y)
