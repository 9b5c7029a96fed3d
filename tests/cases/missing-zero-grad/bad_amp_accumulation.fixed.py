# Mixed precision with accumulation: the clear belongs after scaler.update() under the guard and is not there.
import torch
from torch import nn


def finetune(model, loader, lr=3e-5, accumulate=8):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    scaler = torch.amp.GradScaler("cuda")
    criterion = nn.BCEWithLogitsLoss()
    model.train()
    for step, (tokens, labels) in enumerate(loader, start=1):
        with torch.amp.autocast("cuda"):
            loss = criterion(model(tokens), labels) / accumulate
        scaler.scale(loss).backward()  # error: missing-zero-grad
        if step % accumulate == 0:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
    return model
