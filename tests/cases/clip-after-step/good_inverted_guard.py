# Must be silent: accumulation with an inverted guard, where the clip comes after the guard and before the step.
import torch
import torch.nn.functional as F


def train(model, optimizer, loader, accumulate=4, max_norm=1.0):
    model.train()
    optimizer.zero_grad()
    for i, (image, mask) in enumerate(loader, start=1):
        logits = model(image)
        loss = F.binary_cross_entropy_with_logits(logits, mask)
        (loss / accumulate).backward()
        if i % accumulate != 0:
            continue
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        optimizer.zero_grad()
