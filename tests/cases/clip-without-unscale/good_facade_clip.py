# Must be silent: the optimizer is a facade whose own clip_grad_norm unscales first, as in fairseq.
import torch
from torch.amp import autocast

from toolkit.optim import FP16Optimizer


def train_step(model, criterion, optimizer: FP16Optimizer, sample, clip_norm):
    optimizer.zero_grad()
    with autocast("cuda"):
        loss = criterion(model(sample["net_input"]), sample["target"])
    optimizer.backward(loss)
    norm = optimizer.clip_grad_norm(clip_norm)
    optimizer.step()
    return loss.item(), norm


def train(model, criterion, optimizer: FP16Optimizer, samples, clip_norm=0.0):
    torch.manual_seed(1)
    for sample in samples:
        print(train_step(model, criterion, optimizer, sample, clip_norm))
