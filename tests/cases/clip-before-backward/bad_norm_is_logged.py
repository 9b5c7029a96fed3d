# The norm that the misplaced clip returns is written to the log: it is always zero.
import torch
from torch import nn


def train(model, loader, writer):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for step, (x, y) in enumerate(loader):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=10.0)  # error: clip-before-backward
        writer.add_scalar("gradient norm", norm, step)
        loss.backward()
        optimizer.step()
