# Accumulation with an inverted guard: step and backward share the loop body, but a clear at its head would empty the window.
import torch
import torch.nn.functional as F


def train(model, optimizer, loader, accumulate=16):
    model.train()
    for i, (clip, label) in enumerate(loader, start=1):
        logits = model(clip)
        loss = F.cross_entropy(logits, label) / accumulate
        loss.backward()  # error: missing-zero-grad
        if i % accumulate != 0:
            continue
        torch.nn.utils.clip_grad_norm_(model.parameters(), 40.0)
        optimizer.step()
        optimizer.zero_grad()
