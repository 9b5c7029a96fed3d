# Probabilities are computed for the accuracy, and the loss gets the same variable.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, device):
    model.train()
    right = 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        logits = model(images).squeeze(1)
        probs = logits.sigmoid()
        loss = F.binary_cross_entropy_with_logits(logits, labels)  # error: sigmoid-before-bce-with-logits
        loss.backward()
        optimizer.step()
        right += ((probs > 0.5) == labels).sum().item()
    return right / len(loader.dataset)
