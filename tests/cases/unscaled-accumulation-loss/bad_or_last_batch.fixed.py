# Guard with a flush for the last batch of the epoch (`or i + 1 == len(loader)`): the modulus still names the window the loss should be divided by.
import torch
from torch import nn
from torch.utils.data import DataLoader


def train(model, dataset, epochs, accum_iter):
    loader = DataLoader(dataset, batch_size=8, shuffle=True, num_workers=2)
    criterion = nn.L1Loss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)

    for epoch in range(epochs):
        model.train()
        total = 0.0
        optimizer.zero_grad()
        for i, batch in enumerate(loader):
            low, high = batch["low"], batch["high"]
            restored = model(low)
            loss = criterion(restored, high)
            (loss / accum_iter).backward()  # error: unscaled-accumulation-loss
            total += loss.item()
            if (i + 1) % accum_iter == 0 or i + 1 == len(loader):
                optimizer.step()
                optimizer.zero_grad()
        print(f"[{epoch + 1}/{epochs}] {total / len(loader):.5f}")


def upsampler():
    return nn.Sequential(nn.Conv2d(1, 64, 5, padding=2), nn.ReLU(), nn.Conv2d(64, 1, 3, padding=1))
