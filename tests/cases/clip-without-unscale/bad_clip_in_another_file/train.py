# The clip helper of another file forgets to unscale.
import torch
import torch.nn.functional as F
from torch import nn

from gradients import clip


def train(loader):
    model = nn.Linear(64, 10).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            loss = F.cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        clip(model, optimizer, scaler)
        scaler.step(optimizer)
        scaler.update()
