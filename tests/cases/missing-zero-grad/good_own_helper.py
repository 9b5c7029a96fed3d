# Must be silent: the class has its own helper that clears both optimizers.
import torch


class StarTranslator:
    def __init__(self, generator, discriminator):
        self.G = generator
        self.D = discriminator
        self.g_optimizer = torch.optim.Adam(self.G.parameters(), lr=1e-4, betas=(0.5, 0.999))
        self.d_optimizer = torch.optim.Adam(self.D.parameters(), lr=1e-4, betas=(0.5, 0.999))

    def reset_grad(self):
        self.g_optimizer.zero_grad()
        self.d_optimizer.zero_grad()

    def train(self, loader, n_critic=5):
        for i, (x_real, domain) in enumerate(loader):
            x_fake = self.G(x_real, domain)
            d_loss = self.D(x_fake.detach()).mean() - self.D(x_real).mean()
            self.reset_grad()
            d_loss.backward()
            self.d_optimizer.step()

            if (i + 1) % n_critic == 0:
                g_loss = -self.D(self.G(x_real, domain)).mean()
                self.reset_grad()
                g_loss.backward()
                self.g_optimizer.step()
