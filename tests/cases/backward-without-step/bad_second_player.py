# The discriminator's loss goes backward in every batch, and its optimizer never steps.
import torch
from torch import nn


def adjust(optimizer, epoch, rate):
    for group in optimizer.param_groups:
        group["lr"] = rate * 0.5**epoch


def train(generator, discriminator, loader, epochs, rate):
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=rate)
    optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=rate)
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(epochs):
        for masked, real in loader:
            fake = generator(masked)

            optimizer_d.zero_grad()  # error: backward-without-step
            scores, judged = discriminator(real), discriminator(fake.detach())
            loss_d = bce(scores, torch.ones_like(scores)) + bce(judged, torch.zeros_like(judged))
            loss_d.backward()

            optimizer_g.zero_grad()
            judged = discriminator(fake)
            loss_g = bce(judged, torch.ones_like(judged)) + nn.functional.l1_loss(fake, real)
            loss_g.backward()
            optimizer_g.step()
        adjust(optimizer_g, epoch, rate)
        adjust(optimizer_d, epoch, rate)
