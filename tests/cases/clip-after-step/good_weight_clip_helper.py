# Must be silent: clip_weights is the project's own helper and limits weights after the step, as the Lipschitz bound asks.
import torch
from torch import nn


def clip_weights(module, bound):
    with torch.no_grad():
        for p in module.parameters():
            p.clip_(-bound, bound)


def train_critic(critic, optimizer, pairs, bound=0.01):
    for real, fake in pairs:
        optimizer.zero_grad()
        loss = critic(fake).mean() - critic(real).mean()
        loss.backward()
        optimizer.step()
        clip_weights(critic, bound)


def renorm_embeddings(embedding: nn.Embedding, max_norm: float):
    with torch.no_grad():
        norms = embedding.weight.norm(dim=1, keepdim=True).clamp_(min=1e-12)
        embedding.weight.mul_(norms.clamp(max=max_norm) / norms)
