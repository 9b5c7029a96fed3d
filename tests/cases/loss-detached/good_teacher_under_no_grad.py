# The teacher runs without gradients; the student is what the loss leads to.
import torch
import torch.nn.functional as F


def distill(student, teacher, loader):
    optimizer = torch.optim.Adam(student.parameters(), lr=1e-3)
    teacher.eval()
    student.train()
    for x, _ in loader:
        with torch.no_grad():
            goal = teacher(x)
        optimizer.zero_grad()
        loss = F.mse_loss(goal, student(x))
        loss.backward()
        optimizer.step()
