# The functional loss gets the mask first and the network's output, squeezed, second.
import torch
import torch.nn.functional as F


def train_epoch(net, train_loader, optimizer, device):
    net.train()
    total = 0.0
    for batch in train_loader:
        image = batch["image"].to(device)
        mask = batch["mask"].to(device)
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(mask, torch.sigmoid(net(image)))  # error: swapped-loss-arguments
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(train_loader)
