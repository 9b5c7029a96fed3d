# In the second half the generator's loss goes backward, and the discriminator's optimizer steps.
import torch
from torch import nn


def train(loader, width):
    generator = nn.Linear(width, width)
    discriminator = nn.Linear(width, 1)
    opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
    bce = nn.BCEWithLogitsLoss()
    for real in loader:
        opt_d.zero_grad()
        scores = discriminator(real)
        bce(scores, torch.ones_like(scores)).backward()
        opt_d.step()

        opt_g.zero_grad()
        fake = generator(torch.randn_like(real))
        nn.functional.mse_loss(fake, real).backward()
        opt_d.step()  # error: step-without-backward
        opt_g.step()
