# The clip has a finite threshold and its return value is logged, but the step is over: the log shows a norm that was never limited.
import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter


def fit(model, loader, epochs, log_dir):
    writer = SummaryWriter(log_dir)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    criterion = nn.BCEWithLogitsLoss()
    iteration = 0
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x).squeeze(-1), y.float())
            loss.backward()
            grad_norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=5.0)  # error: clip-after-step
            optimizer.step()
            writer.add_scalar("train/loss", loss.item(), iteration)
            writer.add_scalar("train/grad_norm", grad_norm.item(), iteration)
            iteration += 1
    writer.close()
