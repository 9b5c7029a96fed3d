# Two constants of the module are meant to be one: the loss is divided by the one, the step asks for the other.
import torch
from torch.nn import functional as F

BATCH_SPLIT = 2
UPDATE_EVERY = 16


def train(model, loader, rate):
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    scaler = torch.amp.GradScaler("cuda")
    model.train()
    for index, (images, labels) in enumerate(loader):
        with torch.autocast("cuda"):
            loss = F.cross_entropy(model(images.cuda()), labels.cuda())
            loss = loss / BATCH_SPLIT
        scaler.scale(loss).backward()  # error: wrong-accumulation-divisor
        if (index + 1) % UPDATE_EVERY == 0:
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
