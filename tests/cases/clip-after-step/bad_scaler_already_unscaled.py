# Mixed precision: unscale_ is in its place, only the clip slipped below scaler.step().
import torch
from torch import nn

device = torch.device("cuda")
model = nn.Sequential(nn.Linear(128, 256), nn.GELU(), nn.Linear(256, 10)).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)
scaler = torch.amp.GradScaler("cuda")
criterion = nn.CrossEntropyLoss()


def run(loader):
    for step, (features, labels) in enumerate(loader):
        optimizer.zero_grad()
        with torch.amp.autocast("cuda", dtype=torch.float16):
            loss = criterion(model(features.to(device)), labels.to(device))
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        scaler.step(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # error: clip-after-step
        scaler.update()
        if step % 50 == 0:
            print(step, loss.item(), scaler.get_scale())
