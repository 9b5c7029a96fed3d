# Must be silent: each optimizer is unscaled once, behind the one backward that feeds both.
import torch
from torch import nn

encoder, head = nn.Linear(64, 16).cuda(), nn.Linear(16, 4).cuda()
slow = torch.optim.SGD(encoder.parameters(), lr=1e-3)
fast = torch.optim.SGD(head.parameters(), lr=1e-1)
scaler = torch.amp.GradScaler("cuda")


def train(loader):
    for x, y in loader:
        slow.zero_grad()
        fast.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.cross_entropy(head(encoder(x)), y)
        scaler.scale(loss).backward()
        scaler.unscale_(slow)
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        scaler.unscale_(fast)
        nn.utils.clip_grad_norm_(head.parameters(), 5.0)
        scaler.step(slow)
        scaler.step(fast)
        scaler.update()
