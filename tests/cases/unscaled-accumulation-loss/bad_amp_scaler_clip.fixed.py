# Mixed precision: the loss scale is divided out again by the scaler, the number of micro-batches is not.
import torch
from torch import nn

ACCUMULATE = 16


def train_one_epoch(model, loader, optimizer, scaler, device="cuda"):
    criterion = nn.CrossEntropyLoss(ignore_index=255)
    model.train()
    optimizer.zero_grad(set_to_none=True)
    for it, (images, masks) in enumerate(loader):
        images = images.to(device, non_blocking=True)
        masks = masks.to(device, non_blocking=True)
        with torch.autocast("cuda", dtype=torch.float16):
            logits = model(images)
            loss = criterion(logits, masks)
        scaler.scale(loss / ACCUMULATE).backward()  # error: unscaled-accumulation-loss

        if (it + 1) % ACCUMULATE == 0:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad(set_to_none=True)


def main(loader, epochs=20):
    model = nn.Sequential(
        nn.Conv2d(3, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 21, 1)
    ).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    scaler = torch.amp.GradScaler("cuda")
    for _ in range(epochs):
        train_one_epoch(model, loader, optimizer, scaler)
