# Functions that only launchers call are read as they stand, with parameters nobody knows.
import fire
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch import nn, optim


def worker(rank, batches):
    core = nn.Linear(16, 4).to(rank)
    update = optim.Adam(core.parameters())
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(core(x), y).backward()  # error: missing-zero-grad
        update.step()


def main(batches=(), processes=2):
    mp.spawn(worker, args=(batches,), nprocs=processes)


if __name__ == "__main__":
    fire.Fire(main)
