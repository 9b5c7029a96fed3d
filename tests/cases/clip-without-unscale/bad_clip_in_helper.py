# The clip sits in a helper of the same file, called between the scaled backward and scaler.step, its only caller.
import torch
from torch import nn
from torch.amp import GradScaler, autocast


def clip_gradient(model, limit):
    nn.utils.clip_grad_norm_(model.parameters(), limit)  # error: clip-without-unscale


def main(model, loader):
    model = model.cuda()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    scaler = GradScaler("cuda")
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(100):
        for image, mask in loader:
            optimizer.zero_grad()
            with autocast("cuda"):
                loss = bce(model(image.cuda()), mask.cuda())
            scaler.scale(loss).backward()
            clip_gradient(model, 10.0)
            scaler.step(optimizer)
            scaler.update()
        torch.save(model.state_dict(), f"epoch_{epoch}.pt")
