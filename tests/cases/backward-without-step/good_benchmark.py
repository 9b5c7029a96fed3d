# How long forward and backward take is measured here, by name.
import time

import torch
from torch import nn


def benchmark_backward(model, x, y, times):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    begun = time.time()
    for _ in range(times):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
    return (time.time() - begun) / times
