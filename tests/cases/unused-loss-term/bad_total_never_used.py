# The total is computed from both terms, and backward is called on one of them.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, beta):
    model.train()
    for images, _ in loader:
        optimizer.zero_grad()
        restored, mean = model(images)
        reconstruction = F.mse_loss(restored, images)
        divergence = F.mse_loss(mean, torch.zeros_like(mean))  # error: unused-loss-term
        total = reconstruction + beta * divergence
        reconstruction.backward()
        optimizer.step()


def main(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(10):
        train_epoch(model, loader, optimizer, beta=0.1)
