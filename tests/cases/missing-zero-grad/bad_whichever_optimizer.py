# Two optimizers nobody knows step after each backward, and nothing is cleared anywhere.
import torch.nn.functional as F


def train(encoder, decoder, encoder_optimizer, decoder_optimizer, batches):
    for x, y in batches:
        F.cross_entropy(decoder(encoder(x)), y).backward()  # error: missing-zero-grad
        encoder_optimizer.step()
        decoder_optimizer.step()
