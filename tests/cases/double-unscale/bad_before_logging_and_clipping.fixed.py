# The gradients are unscaled to log their norm, and once more to clip them.
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, get_total_norm

model = nn.Sequential(nn.Linear(128, 64), nn.GELU(), nn.Linear(64, 10)).cuda()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
scaler = torch.amp.GradScaler("cuda")
criterion = nn.CrossEntropyLoss()


def train(loader, writer):
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", dtype=torch.float16):
            loss = criterion(model(x.cuda()), y.cuda())
        scaler.scale(loss).backward()

        scaler.unscale_(optimizer)
        writer.add_scalar("norm", get_total_norm([p.grad for p in model.parameters()]), step)

        clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
