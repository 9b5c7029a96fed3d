# Data are prepared once, outside of any module, and somebody looks at them.
import torch
from torch import nn

data = torch.randn(100, 8)
data = (data - data.mean(0)) / data.std(0)


def advantages(returns, values):
    found = returns - values
    return (found - found.mean()) / found.std()


class Dataset:
    def __init__(self, x):
        self.x = (x - x.mean(0)) / x.std(0)


model = nn.Linear(8, 1)
print(model(data), advantages(data, data))
