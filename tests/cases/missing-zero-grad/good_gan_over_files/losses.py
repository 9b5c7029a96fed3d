# Both games of a GAN.
import torch
import torch.nn.functional as F


def discriminator_loss(discriminator, real, fake):
    real_scores, fake_scores = discriminator(real), discriminator(fake.detach())
    one, zero = torch.ones_like(real_scores), torch.zeros_like(fake_scores)
    return (
        F.binary_cross_entropy_with_logits(real_scores, one)
        + F.binary_cross_entropy_with_logits(fake_scores, zero)
    )


def generator_loss(discriminator, fake):
    scores = discriminator(fake)
    return F.binary_cross_entropy_with_logits(scores, torch.ones_like(scores))
