# The loss function is a parameter with an unusual name and a clear annotation.
import torch
from torch import nn, optim


def train(core: nn.Module, distance: nn.CrossEntropyLoss, update: optim.Optimizer, batches):
    for x, y in batches:
        update.zero_grad()
        distance(core(x), y).backward()  # error: softmax-before-cross-entropy
        update.step()
