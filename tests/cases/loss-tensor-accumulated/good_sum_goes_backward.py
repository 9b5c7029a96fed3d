# The terms are added up, and backward is called on their sum.
import torch
import torch.nn.functional as F


def train(model, loader, optimizer):
    model.train()
    for images, masks in loader:
        optimizer.zero_grad()
        total = 0.0
        for scale in (1, 2, 4):
            guess = model(F.avg_pool2d(images, scale))
            loss = F.binary_cross_entropy_with_logits(guess, F.avg_pool2d(masks, scale))
            total += loss
        total.backward()
        optimizer.step()
