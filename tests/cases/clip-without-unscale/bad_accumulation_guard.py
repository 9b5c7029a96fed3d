# Accumulation under mixed precision: inside the guard the accumulated, still scaled gradients are clipped.
import torch
from torch.amp import GradScaler, autocast


def train_fn(model, loader, criterion, optimizer, cfg):
    scaler = GradScaler("cuda")
    model.train()
    optimizer.zero_grad()
    for step, (inputs, labels) in enumerate(loader):
        with autocast("cuda"):
            predictions = model(inputs)
            loss = criterion(predictions, labels)
        loss = loss / cfg.gradient_accumulation_steps
        scaler.scale(loss).backward()
        if (step + 1) % cfg.gradient_accumulation_steps == 0:
            grad_norm = torch.nn.utils.clip_grad_norm_(model.parameters(), cfg.max_grad_norm)  # error: clip-without-unscale
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
            print(f"[{step}/{len(loader)}] grad {grad_norm:.3f} lr {optimizer.param_groups[0]['lr']:.2e}")
