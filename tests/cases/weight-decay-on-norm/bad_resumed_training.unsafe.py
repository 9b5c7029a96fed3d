# Training that resumes from a checkpoint with the optimizer's state, so that new groups would no longer fit what was saved.
import os

import torch
from torch import nn
from torch.utils.data import DataLoader


class Forecaster(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.project = nn.Linear(inputs, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.out(torch.relu(self.norm(self.project(x))))


def train(dataset, checkpoint_path, epochs=20):
    loader = DataLoader(dataset, batch_size=64, shuffle=True)
    model = Forecaster(24, 128)
    criterion = nn.L1Loss()
    optimizer = torch.optim.AdamW([
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], lr=2e-4, weight_decay=0.01)  # error: weight-decay-on-norm
    first_epoch = 0
    if os.path.exists(checkpoint_path):
        checkpoint = torch.load(checkpoint_path, map_location="cpu")
        model.load_state_dict(checkpoint["model"])
        optimizer.load_state_dict(checkpoint["optimizer"])
        first_epoch = checkpoint["epoch"] + 1
    for epoch in range(first_epoch, epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, checkpoint_path)
