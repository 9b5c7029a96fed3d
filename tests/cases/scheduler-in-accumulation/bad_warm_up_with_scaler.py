# A warm-up of transformers counts updates, the trainer advances it in each round, under mixed precision too.
import torch
from torch.nn import functional as F
from transformers import get_linear_schedule_with_warmup


def train(model, loader, epochs, accumulation_steps, rate):
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    scaler = torch.amp.GradScaler("cuda")
    updates_per_epoch = len(loader) // accumulation_steps
    total = updates_per_epoch * epochs
    scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=100, num_training_steps=total)
    model.train()
    for _ in range(epochs):
        for i, (tokens, labels) in enumerate(loader):
            with torch.autocast("cuda"):
                loss = F.cross_entropy(model(tokens.cuda()), labels.cuda()) / accumulation_steps
            scaler.scale(loss).backward()
            if i % accumulation_steps == accumulation_steps - 1:
                scaler.step(optimizer)
                scaler.update()
                optimizer.zero_grad()
            scheduler.step()  # error: scheduler-in-accumulation
