# Must be silent: which type it is depends on the device, and the scaler is needed for one of them.
import torch
from torch import nn

dtype = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
model = nn.Linear(32, 4).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cuda")


def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=dtype):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
