# The number of layers is a constant of the module, and pairs of layers are added with it.
import torch.nn as nn

DEPTH = 24
WIDTH = 128


class Deep(nn.Module):
    def __init__(self, classes):
        super().__init__()
        blocks = []
        for i in range(1, DEPTH):
            blocks += [nn.Linear(WIDTH, WIDTH), nn.Sigmoid(), nn.Dropout(0.1)]
        self.stem = nn.Linear(28 * 28, WIDTH)
        self.body = nn.Sequential(*blocks)  # error: saturating-deep-stack
        self.head = nn.Linear(WIDTH, classes)

    def forward(self, x):
        return self.head(self.body(self.stem(x.flatten(1))))
