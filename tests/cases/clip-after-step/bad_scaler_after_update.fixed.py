# Mixed precision: the clip follows scaler.step() and scaler.update(), and nothing unscales before the step.
import torch
from torch.amp import GradScaler, autocast


def train_one_epoch(model, criterion, optimizer, scaler, loader, max_norm):
    model.train()
    for images, labels in loader:
        images, labels = images.cuda(non_blocking=True), labels.cuda(non_blocking=True)
        optimizer.zero_grad(set_to_none=True)
        with autocast("cuda"):
            loss = criterion(model(images), labels)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)  # error: clip-after-step
        scaler.step(optimizer)
        scaler.update()


def main(model, loader, epochs=90):
    model = model.cuda()
    criterion = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scaler = GradScaler("cuda")
    for _ in range(epochs):
        train_one_epoch(model, criterion, optimizer, scaler, loader, max_norm=5.0)
