# Both old names are written out, the region with a positional switch.
import torch
from torch import nn

model = nn.Linear(32, 4).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
use_amp = torch.cuda.is_available()
scaler = torch.cuda.amp.GradScaler(enabled=use_amp)  # error: deprecated-cuda-amp


def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.cuda.amp.autocast(use_amp):  # error: deprecated-cuda-amp
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
