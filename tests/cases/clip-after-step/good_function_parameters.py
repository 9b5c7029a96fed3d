# Must be silent: the ordinary order, zero_grad, backward, clip, step, in a function that is given model and optimizer.
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_


def train_epoch(model, optimizer, scheduler, loader, device, clip):
    model.train()
    total = 0.0
    for source, target in loader:
        source, target = source.to(device), target.to(device)
        optimizer.zero_grad()
        logits = model(source, target[:-1])
        loss = F.cross_entropy(logits.flatten(0, 1), target[1:].flatten(), ignore_index=1)
        loss.backward()
        clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        scheduler.step()
        total += loss.item()
    return total / len(loader)
