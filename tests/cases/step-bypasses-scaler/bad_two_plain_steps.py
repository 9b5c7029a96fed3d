# Two optimizers share the gradients of one scaled loss, and both step without the scaler.
import torch
from torch import nn

encoder, head = nn.Linear(64, 16).cuda(), nn.Linear(16, 4).cuda()
encoder_optim = torch.optim.SGD(encoder.parameters(), lr=1e-3)
head_optim = torch.optim.SGD(head.parameters(), lr=1e-1)
scaler = torch.amp.GradScaler("cuda")


def train(loader):
    for x, y in loader:
        encoder_optim.zero_grad()
        head_optim.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.cross_entropy(head(encoder(x)), y)
        scaler.scale(loss).backward()
        encoder_optim.step()  # error: step-bypasses-scaler
        head_optim.step()  # error: step-bypasses-scaler
