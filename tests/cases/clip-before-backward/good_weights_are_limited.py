# WGAN limits the weights of the critic, wherever it likes: that is no clip of gradients.
import torch


def train(critic, generator, loader, noise):
    optimizer = torch.optim.RMSprop(critic.parameters(), lr=5e-5)
    for real in loader:
        optimizer.zero_grad()
        for p in critic.parameters():
            p.data.clamp_(-0.01, 0.01)
        fake = generator(noise(real.shape[0])).detach()
        loss = critic(fake).mean() - critic(real).mean()
        loss.backward()
        optimizer.step()
