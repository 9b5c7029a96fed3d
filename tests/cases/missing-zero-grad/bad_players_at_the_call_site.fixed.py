# The training function knows nothing of who holds what; its one call in the file tells.
import torch.nn.functional as F
from torch import nn, optim


def play(maker, judge, make, judging, batches):
    for x in batches:
        judging.zero_grad()
        fake = maker(x)
        (F.softplus(-judge(x)) + F.softplus(judge(fake.detach()))).mean().backward()
        judging.step()
        make.zero_grad()
        F.softplus(-judge(fake)).mean().backward()  # error: missing-zero-grad
        make.step()


def main(batches):
    maker, judge = nn.Linear(8, 8), nn.Linear(8, 1)
    play(maker, judge, optim.Adam(maker.parameters()), optim.Adam(judge.parameters()), batches)
