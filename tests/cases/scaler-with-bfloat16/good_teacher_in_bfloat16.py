# Must be silent: the teacher runs in bfloat16, the student that is trained in float16.
import torch
from torch import nn


def distil(student, teacher, loader, optimizer):
    scaler = torch.amp.GradScaler("cuda")
    for x in loader:
        optimizer.zero_grad()
        with torch.no_grad(), torch.autocast("cuda", dtype=torch.bfloat16):
            target = teacher(x)
        with torch.autocast("cuda", dtype=torch.float16):
            loss = nn.functional.mse_loss(student(x), target.float())
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
