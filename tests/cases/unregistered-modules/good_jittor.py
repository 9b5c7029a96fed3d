# Jittor registers modules in lists.
import jittor
from jittor import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(20, 20) for _ in range(4)]
        self.head = nn.Linear(20, 5)

    def execute(self, x):
        for layer in self.layers:
            x = jittor.nn.relu(layer(x))
        return self.head(x)
