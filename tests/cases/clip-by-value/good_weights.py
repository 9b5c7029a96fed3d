# The critic's weights are clamped after each step, as WGAN asks for.
import torch


def train(critic, generator, loader, noise):
    optimizer = torch.optim.RMSprop(critic.parameters(), lr=5e-5)
    for real in loader:
        optimizer.zero_grad()
        loss = critic(generator(noise(len(real))).detach()).mean() - critic(real).mean()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for p in critic.parameters():
                p.clamp_(-0.01, 0.01)
