# The step stands under the guard, and the clear behind it has slipped out of it by one indentation.
import torch
from torch.nn import functional as F


def train_epoch(model, loader, optimizer, grad_steps, device):
    model.train()
    for index, (images, labels) in enumerate(loader):
        images, labels = images.to(device), labels.to(device)
        loss = F.cross_entropy(model(images), labels)
        (loss / grad_steps).backward()
        if index % grad_steps == grad_steps - 1:
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        model.zero_grad(set_to_none=True)  # error: zero-grad-in-accumulation
