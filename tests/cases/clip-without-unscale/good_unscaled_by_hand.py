# Must be silent: the gradients are divided by the scale by hand, a static scale whose factor is known, before the clip.
import torch

LOSS_SCALE = 1024.0


def train(model, optimizer, loader, criterion, max_norm):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            loss = criterion(model(x), y)
        (loss * LOSS_SCALE).backward()
        for p in model.parameters():
            if p.grad is not None:
                p.grad.div_(LOSS_SCALE)
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
