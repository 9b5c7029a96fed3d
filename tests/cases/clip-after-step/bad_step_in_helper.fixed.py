# The step is taken by a helper of the same file, and the loop clips after calling it.
import torch
from torch import nn


def apply_gradients(optimizer, scheduler):
    optimizer.step()
    scheduler.step()


def train(model, loader, total_steps):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-3, total_steps=total_steps)
    criterion = nn.L1Loss()
    done = 0
    while done < total_steps:
        for mel, audio in loader:
            optimizer.zero_grad()
            loss = criterion(model(mel), audio)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 10.0)  # error: clip-after-step
            apply_gradients(optimizer, scheduler)
            done += 1
            if done >= total_steps:
                break
