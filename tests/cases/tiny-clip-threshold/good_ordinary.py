# Thresholds between a tenth and ten meet outliers only.
import torch
from torch import nn


def train(generator, discriminator, losses):
    opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
    for loss_d, loss_g in losses:
        opt_d.zero_grad()
        loss_d.backward()
        nn.utils.clip_grad_norm_(discriminator.parameters(), 0.1)
        opt_d.step()
        opt_g.zero_grad()
        loss_g.backward()
        nn.utils.clip_grad_norm_(generator.parameters(), max_norm=10)
        opt_g.step()
