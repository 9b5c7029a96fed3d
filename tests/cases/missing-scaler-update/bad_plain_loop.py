# The last line of the usual five is missing.
import torch
from torch import nn

device = torch.device("cuda")
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scaler = torch.amp.GradScaler("cuda")


def train_one_epoch(loader):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        with torch.amp.autocast("cuda"):
            loss = nn.functional.cross_entropy(model(images.to(device)), labels.to(device))
        scaler.scale(loss).backward()
        scaler.step(optimizer)  # error: missing-scaler-update
