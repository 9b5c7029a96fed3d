# Under mixed precision, the schedule advances before the scaler makes the step.
import torch
from torch import nn

model = nn.Linear(20, 5).cuda()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / 100))
scaler = torch.amp.GradScaler("cuda")
batches = [(torch.randn(32, 20), torch.randint(0, 5, (32,))) for _ in range(200)]

for inputs, labels in batches:
    optimizer.zero_grad()
    with torch.autocast("cuda"):
        loss = criterion(model(inputs.cuda()), labels.cuda())
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    scheduler.step()  # error: scheduler-before-optimizer
