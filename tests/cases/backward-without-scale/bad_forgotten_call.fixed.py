# Everything is in place but the call of scale(): backward goes over the bare loss.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1)).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
scaler = torch.amp.GradScaler("cuda")
criterion = nn.MSELoss()

for epoch in range(20):
    for x, y in torch.load("batches.pt"):
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            loss = criterion(model(x.cuda()), y.cuda())
        scaler.scale(loss).backward()  # error: backward-without-scale
        scaler.step(optimizer)
        scaler.update()
