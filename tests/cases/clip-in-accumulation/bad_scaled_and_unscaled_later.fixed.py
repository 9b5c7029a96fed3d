# Under mixed precision the clip sees scaled partial sums, and only the guard of the step unscales.
import torch
from torch import nn
from torch.nn import functional as F


def train_epoch(model, loader, optimizer, scaler, grad_accum, max_norm):
    model.train()
    for index, (images, labels) in enumerate(loader):
        with torch.autocast("cuda", dtype=torch.float16):
            loss = F.cross_entropy(model(images.cuda()), labels.cuda()) / grad_accum
        scaler.scale(loss).backward()
        if (index + 1) % grad_accum == 0 or index + 1 == len(loader):
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)  # error: clip-in-accumulation
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad(set_to_none=True)


def main(model, loader):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    scaler = torch.amp.GradScaler("cuda")
    for _ in range(10):
        train_epoch(model, loader, optimizer, scaler, grad_accum=4, max_norm=1.0)
