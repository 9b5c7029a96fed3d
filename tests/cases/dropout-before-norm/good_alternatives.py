# The two are alternatives in a table, and never called on each other.
from torch import nn


class Net(nn.Module):
    def __init__(self, regularise):
        super().__init__()
        choices = {"drop": nn.Dropout(0.5), "norm": nn.BatchNorm1d(32)}
        self.layer = nn.Linear(20, 32)
        self.chosen = choices[regularise]
        self.drop = nn.Dropout(0.5)
        self.norm = nn.BatchNorm1d(32)

    def forward(self, x):
        x = self.chosen(self.layer(x))
        return self.drop(x) + self.norm(x)
