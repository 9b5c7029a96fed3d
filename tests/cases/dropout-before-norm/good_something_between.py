# Another layer stands between the two.
from torch import nn

model = nn.Sequential(
    nn.Dropout(0.5),
    nn.Linear(20, 64),
    nn.BatchNorm1d(64),
    nn.Linear(64, 5),
)
