# One function with model and optimizer as parameters: the clip comes after the step that used the gradients.
import torch
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_


def train_epoch(model, optimizer, loader, device, clip=1.0):
    model.train()
    running = 0.0
    for tokens, targets in loader:
        tokens = tokens.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        logits = model(tokens)
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()
        clip_grad_norm_(model.parameters(), clip)  # error: clip-after-step
        optimizer.step()
        running += loss.item()
    return running / len(loader)


@torch.no_grad()
def perplexity(model, loader, device):
    model.eval()
    nll, count = 0.0, 0
    for tokens, targets in loader:
        logits = model(tokens.to(device))
        nll += F.cross_entropy(logits.flatten(0, 1), targets.to(device).flatten(), reduction="sum").item()
        count += targets.numel()
    model.train()
    return nll / count
