# Dropout stands behind the normalisation, and behind the activation.
from torch import nn

model = nn.Sequential(
    nn.Linear(20, 64),
    nn.BatchNorm1d(64),
    nn.Dropout(0.1),
    nn.ReLU(),
    nn.Dropout(0.5),
    nn.Linear(64, 5),
)
