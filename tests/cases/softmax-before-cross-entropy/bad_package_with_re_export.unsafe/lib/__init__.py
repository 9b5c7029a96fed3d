# What the package offers.
from .losses import ClassificationLoss
from .networks import *
