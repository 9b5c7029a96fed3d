# In each half one of two networks is trained, and both are clipped: one of them has gradients.
import torch
from torch import nn


def train(encoder, decoder, loader):
    opt_e = torch.optim.Adam(encoder.parameters(), lr=1e-4)
    opt_d = torch.optim.Adam(decoder.parameters(), lr=1e-4)
    both = [*encoder.parameters(), *decoder.parameters()]
    for x, y in loader:
        opt_d.zero_grad()
        nn.functional.mse_loss(decoder(y), x).backward()
        nn.utils.clip_grad_norm_(both, 1.0)
        opt_d.step()
        opt_d.zero_grad()

        nn.functional.mse_loss(encoder(x), y).backward()
        nn.utils.clip_grad_norm_(both, 1.0)
        opt_e.step()
        opt_e.zero_grad()
