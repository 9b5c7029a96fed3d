# A test sets all weights to one, so that it can say what comes out.
import torch
from torch import nn


def ones(m):
    if isinstance(m, nn.Linear):
        nn.init.ones_(m.weight)
        nn.init.zeros_(m.bias)


def test_sums():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    model.apply(ones)
    torch.testing.assert_close(model(torch.ones(1, 2)), torch.tensor([[6.0]]))
