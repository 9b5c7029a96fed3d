# A mean teacher runs under no_grad within training and keeps its dropout on purpose: it is no evaluation.
import copy

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(3072, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, classes))

    def forward(self, x):
        return self.net(x)


def train(labelled, unlabelled, steps, decay=0.99):
    student = Net()
    teacher = copy.deepcopy(student)
    for parameter in teacher.parameters():
        parameter.requires_grad_(False)
    optimizer = torch.optim.Adam(student.parameters(), lr=3e-4)
    for _, (x, y), u in zip(range(steps), labelled, unlabelled):
        with torch.no_grad():
            target = teacher(u).softmax(dim=1)
        consistency = F.mse_loss(student(u).softmax(dim=1), target)
        loss = F.cross_entropy(student(x), y) + consistency
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for slow, fast in zip(teacher.parameters(), student.parameters()):
                slow.lerp_(fast, 1 - decay)
    return teacher
