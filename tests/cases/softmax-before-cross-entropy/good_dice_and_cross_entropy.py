# Segmentation with two terms: Dice on the probabilities, cross-entropy on the logits they came from.
import torch
import torch.nn.functional as F
from torch import nn


def dice_loss(probs, mask, eps=1e-6):
    hot = F.one_hot(mask, probs.size(1)).permute(0, 3, 1, 2).float()
    overlap = (probs * hot).sum(dim=(2, 3))
    total = probs.sum(dim=(2, 3)) + hot.sum(dim=(2, 3))
    return 1 - ((2 * overlap + eps) / (total + eps)).mean()


def train(unet, loader, optimizer, device):
    ce = nn.CrossEntropyLoss()
    unet.train()
    for image, mask in loader:
        image, mask = image.to(device), mask.to(device)
        optimizer.zero_grad()
        logits = unet(image)
        probs = torch.softmax(logits, dim=1)
        loss = ce(logits, mask) + dice_loss(probs, mask)
        loss.backward()
        optimizer.step()
