# Each micro-batch's summed loss is divided by the token count of the whole window: the right mean for sequences of unequal length.
import itertools

import torch
import torch.nn.functional as F

IGNORE = -100


def windows(loader, size):
    batches = iter(loader)
    while window := list(itertools.islice(batches, size)):
        yield window


def train(model, loader, optimizer, accumulation_steps, device):
    model.train()
    for window in windows(loader, accumulation_steps):
        num_items = sum(int((batch["labels"] != IGNORE).sum()) for batch in window)
        optimizer.zero_grad()
        for batch in window:
            logits = model(batch["input_ids"].to(device))
            labels = batch["labels"].to(device)
            loss = F.cross_entropy(
                logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORE, reduction="sum"
            )
            (loss / num_items).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
