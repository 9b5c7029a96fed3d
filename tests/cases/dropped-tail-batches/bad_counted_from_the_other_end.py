# The remainder is compared with the last of the window, under mixed precision.
import torch
from torch.nn import functional as F


def train(model, loader, optimizer, scaler, grad_steps):
    model.train()
    for index, (images, labels) in enumerate(loader):
        with torch.autocast("cuda"):
            loss = F.cross_entropy(model(images.cuda()), labels.cuda()) / grad_steps
        scaler.scale(loss).backward()
        if not (index + 1) % grad_steps:  # error: dropped-tail-batches
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
