# The norm of all gradients is logged right behind the backward of a scaled loss.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(128, 64), nn.GELU(), nn.Linear(64, 10)).cuda()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
scaler = torch.amp.GradScaler("cuda")


def train(loader, writer):
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.cross_entropy(model(x.cuda()), y.cuda())
        scaler.scale(loss).backward()
        total = 0.0
        for parameter in model.parameters():
            if parameter.grad is not None:
                total += parameter.grad.detach().norm(2).item() ** 2  # error: grads-read-while-scaled
        writer.add_scalar("grad_norm", total**0.5, step)
        scaler.step(optimizer)
        scaler.update()
