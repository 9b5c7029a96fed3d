# A layer inside of a sequence is drawn by its number, and leads on to a ReLU.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Sequential(nn.Linear(1, 64), nn.ReLU6())
        self.fc = nn.Linear(64, 1)
        self.reset()

    def reset(self):
        nn.init.xavier_uniform_(self.layer[0].weight, gain=1)  # error: init-activation-mismatch
        nn.init.xavier_uniform_(self.fc.weight)

    def forward(self, x):
        return self.fc(self.layer(x))
