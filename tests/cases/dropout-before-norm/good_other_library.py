# The layers are those of another library, of which nothing is known.
from keras.layers import BatchNormalization
from mylayers import BatchNorm1d, Dropout
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), Dropout(0.5), BatchNorm1d(64))
other = [nn.Dropout(0.5), BatchNormalization()]
