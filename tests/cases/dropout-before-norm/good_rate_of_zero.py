# A rate of zero drops nothing.
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), nn.Dropout(0.0), nn.BatchNorm1d(64), nn.Dropout(p=0), nn.BatchNorm1d(64))
