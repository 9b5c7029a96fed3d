# Must be silent: two players under manual optimisation, each toggled, stepped and cleared in turn.
import lightning as L
import torch
from torch import nn


class Adversarial(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.generator = nn.Linear(16, 784)
        self.discriminator = nn.Linear(784, 1)

    def training_step(self, batch, batch_idx):
        opt_g, opt_d = self.optimizers()
        fake = self.generator(torch.randn(len(batch), 16))

        self.toggle_optimizer(opt_g)
        self.manual_backward(-self.discriminator(fake).mean())
        opt_g.step()
        opt_g.zero_grad()
        self.untoggle_optimizer(opt_g)

        self.toggle_optimizer(opt_d)
        self.manual_backward(self.discriminator(fake.detach()).mean() - self.discriminator(batch).mean())
        opt_d.step()
        opt_d.zero_grad()
        self.untoggle_optimizer(opt_d)

    def configure_optimizers(self):
        return torch.optim.Adam(self.generator.parameters()), torch.optim.Adam(self.discriminator.parameters())
