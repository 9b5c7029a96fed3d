# Distillation: the sigmoid makes the teacher's scores the target, the student's stay as they are.
import torch
import torch.nn.functional as F


def distill(student, teacher, loader):
    optimizer = torch.optim.Adam(student.parameters(), lr=1e-3)
    teacher.eval()
    student.train()
    for x, _ in loader:
        with torch.no_grad():
            soft = teacher(x).sigmoid()
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(student(x), soft)
        loss.backward()
        optimizer.step()
