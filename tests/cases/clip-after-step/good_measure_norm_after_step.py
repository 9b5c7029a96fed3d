# Must be silent: the threshold is infinite, the call after the step only measures the norm for the log.
import math

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_

import wandb


def train(model, optimizer, loader, log_every=100):
    criterion = nn.CrossEntropyLoss()
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        if step % log_every == 0:
            norm = clip_grad_norm_(model.parameters(), math.inf)
            wandb.log({"loss": loss.item(), "grad_norm": norm.item()}, step=step)


def train_quietly(model, optimizer, loader):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=float("inf"))
        print(f"{loss.item():.4f} {norm:.3f}")
