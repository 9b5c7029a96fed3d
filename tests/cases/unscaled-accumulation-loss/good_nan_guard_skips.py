# A batch whose loss is not finite is skipped before backward and one whose gradient is not finite before the step; every batch starts from cleared gradients, so nothing accumulates.
import math

import torch
from torch import nn


def train(model, loader, optimizer, max_norm=1.0):
    criterion = nn.CTCLoss(zero_infinity=False)
    skipped = 0
    model.train()
    for audio, labels, audio_lengths, label_lengths in loader:
        optimizer.zero_grad()
        log_probs = model(audio)
        loss = criterion(log_probs, labels, audio_lengths, label_lengths)
        if not torch.isfinite(loss):
            skipped += 1
            continue
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        if math.isfinite(norm.item()):
            optimizer.step()
        else:
            skipped += 1
    return skipped
