# Function with the guard inverted (`continue` until the window is full): the undivided mean losses of the whole window are summed into one step.
import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.hidden = nn.Linear(8, width)
        self.head = nn.Linear(width, 1)

    def forward(self, x):
        return self.head(torch.tanh(self.hidden(x))).squeeze(-1)


def train_epoch(model, loader, optimizer, scheduler, device, accum=4):
    loss_fn = nn.SmoothL1Loss()
    model.train()
    optimizer.zero_grad(set_to_none=True)
    for step, (x, y) in enumerate(loader):
        x, y = x.to(device), y.to(device)
        loss = loss_fn(model(x), y)
        (loss / accum).backward()  # error: unscaled-accumulation-loss

        if (step + 1) % accum != 0:
            continue

        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad(set_to_none=True)


def main(loader, device="cpu"):
    model = Regressor().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, total_iters=200)
    for _ in range(5):
        train_epoch(model, loader, optimizer, scheduler, device)
