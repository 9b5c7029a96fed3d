# The layers are collected in a list and made a sequence later.
from torch.nn import BatchNorm1d, Dropout, Linear, ReLU, Sequential


def build(widths, rate):
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [Linear(before, after), Dropout(rate), BatchNorm1d(after), ReLU()]  # error: dropout-before-norm
    return Sequential(*layers)
