# An inner loop over micro-batches, one step behind it, and the clip behind the step.
import math

import torch
import torch.nn.functional as F

MAX_ITERS = 60_000
WARMUP = 2_000
MICRO_STEPS = 5


def rate(it, peak=6e-4, floor=6e-5):
    if it < WARMUP:
        return peak * (it + 1) / WARMUP
    progress = (it - WARMUP) / (MAX_ITERS - WARMUP)
    return floor + 0.5 * (peak - floor) * (1 + math.cos(math.pi * progress))


def pretrain(model, get_batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=6e-4, betas=(0.9, 0.95))
    it = 0
    while it < MAX_ITERS:
        for group in optimizer.param_groups:
            group["lr"] = rate(it)
        for _ in range(MICRO_STEPS):
            x, y = get_batch("train")
            logits = model(x)
            loss = F.cross_entropy(logits.view(-1, logits.size(-1)), y.view(-1)) / MICRO_STEPS
            loss.backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # error: clip-after-step
        optimizer.zero_grad(set_to_none=True)
        it += 1
