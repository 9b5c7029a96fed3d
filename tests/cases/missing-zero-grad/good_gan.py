# Must be silent: the generator's backward leaves gradients in the discriminator, whose own zero_grad starts its next step.
import torch
from torch import nn

netG = nn.Sequential(nn.Linear(100, 256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())
netD = nn.Sequential(nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))
optG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
optD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()

for epoch in range(25):
    for real in torch.randn(100, 64, 784):
        noise = torch.randn(real.size(0), 100)
        ones = torch.ones(real.size(0), 1)

        netD.zero_grad()
        bce(netD(real), ones).backward()
        fake = netG(noise)
        bce(netD(fake.detach()), torch.zeros_like(ones)).backward()
        optD.step()

        netG.zero_grad()
        lossG = bce(netD(fake), ones)
        lossG.backward()
        optG.step()
