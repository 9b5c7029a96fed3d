# Distillation: the softmax is on the teacher's logits, which are the target; cross-entropy takes class probabilities there.
import torch
import torch.nn.functional as F
from torch import nn


def distil(student, teacher, loader, optimizer, temperature=4.0):
    teacher.eval()
    student.train()
    for x, _ in loader:
        with torch.no_grad():
            teacher_logits = teacher(x)
        optimizer.zero_grad()
        student_logits = student(x)
        loss = F.cross_entropy(student_logits / temperature, F.softmax(teacher_logits / temperature, dim=1))
        (loss * temperature**2).backward()
        optimizer.step()


def main(loader):
    teacher = nn.Sequential(nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 10))
    student = nn.Linear(64, 10)
    optimizer = torch.optim.SGD(student.parameters(), lr=0.1)
    distil(student, teacher, loader, optimizer)
