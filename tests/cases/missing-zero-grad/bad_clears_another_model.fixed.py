# The module that is cleared is the frozen teacher; the student, which trains, never is.
import torch
import torch.nn.functional as F
from torch import nn

teacher = nn.Sequential(nn.Linear(784, 1200), nn.ReLU(), nn.Linear(1200, 10))
student = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(student.parameters(), lr=1e-3)
teacher.load_state_dict(torch.load("teacher.pt"))
teacher.eval()


def distill(loader, temperature=4.0):
    for x, _ in loader:
        optimizer.zero_grad()
        teacher.zero_grad()
        with torch.no_grad():
            soft = F.softmax(teacher(x) / temperature, dim=1)
        log_p = F.log_softmax(student(x) / temperature, dim=1)
        loss = F.kl_div(log_p, soft, reduction="batchmean") * temperature**2
        loss.backward()  # error: missing-zero-grad
        optimizer.step()
