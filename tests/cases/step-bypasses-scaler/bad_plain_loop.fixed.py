# The loss is scaled, and the optimizer steps by itself as it did before mixed precision came in.
import torch
from torch import nn

device = torch.device("cuda")
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
scaler = torch.amp.GradScaler("cuda")

for epoch in range(10):
    for images, labels in torch.load("mnist.pt"):
        optimizer.zero_grad()
        with torch.amp.autocast("cuda"):
            loss = nn.functional.cross_entropy(model(images.to(device)), labels.to(device))
        scaler.scale(loss).backward()
        scaler.step(optimizer)  # error: step-bypasses-scaler
        scaler.update()
