# Groups of three are made in nested loops, with sigmoid and tanh in turn.
import torch
import torch.nn as nn


def encoder(width=16):
    stages = []
    for stage in range(4):
        for block in range(3):
            stages.extend([nn.Conv1d(width, width, 3, padding=1), nn.Sigmoid()])
            stages.extend([nn.Conv1d(width, width, 1), nn.Tanh()])
    stages.append(nn.Flatten())
    return torch.nn.Sequential(*stages)  # error: saturating-deep-stack
