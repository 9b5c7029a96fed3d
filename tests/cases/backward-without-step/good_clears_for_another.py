# One optimizer over everything steps; those of the parts only clear what is theirs.
import torch
from torch import nn


def train(encoder, decoder, loader):
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
    of_encoder = torch.optim.SGD(encoder.parameters(), lr=0.1)
    for x, y in loader:
        nn.functional.l1_loss(decoder(encoder(x)), x).backward()
        of_encoder.zero_grad()
        nn.functional.mse_loss(decoder(encoder(x).detach()), y).backward()
        optimizer.step()
        optimizer.zero_grad()
