# A model of a class of this file is built at module level, and helpers draw more numbers later.
import numpy as np
import torch
from torch import nn


class SkipGram(nn.Module):
    def __init__(self, words, width):
        super().__init__()
        self.table = nn.Embedding(words, width)
        self.out = nn.Linear(width, words)

    def forward(self, x):
        return self.out(self.table(x))


def random_batch(pairs, size):
    chosen = pairs[np.random.choice(len(pairs), size, replace=False)]
    return torch.from_numpy(chosen[:, 0]), torch.from_numpy(chosen[:, 1])


if __name__ == "__main__":
    pairs = np.load("pairs.npy")
    model = SkipGram(words=1000, width=32)  # error: unseeded
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for step in range(5000):
        x, y = random_batch(pairs, 64)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
