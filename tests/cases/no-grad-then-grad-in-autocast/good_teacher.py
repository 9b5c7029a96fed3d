# Must be silent: the teacher is another model, and is not trained.
import torch
from torch import nn


def distil(student, teacher, loader, optimizer):
    for x in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.bfloat16):
            with torch.no_grad():
                target = teacher(x)
            loss = nn.functional.mse_loss(student(x), target)
        loss.backward()
        optimizer.step()
