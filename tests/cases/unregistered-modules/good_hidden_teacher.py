# A teacher in a list of one is kept out of the student's state on purpose.
import torch
from torch import nn


class Teacher(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 4)

    def forward(self, x):
        return self.layer(x)


class Student(nn.Module):
    def __init__(self, teacher):
        super().__init__()
        self.layer = nn.Linear(8, 4)
        self.teacher = [teacher]
        self.other = [Teacher()]

    def forward(self, x):
        return self.layer(x), self.teacher[0](x).detach(), self.other[0](x).detach()


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.slices = [nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3)]
        for part in self.slices:
            part.requires_grad_(False)

    def forward(self, x):
        for part in self.slices:
            x = part(x)
        return x
