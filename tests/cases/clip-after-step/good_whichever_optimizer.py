# Must be silent: one of two optimizers that nobody knows has not stepped yet when a model is clipped.
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_


def train(encoder, decoder, encoder_optimizer, decoder_optimizer, batches):
    for x, y in batches:
        encoder_optimizer.zero_grad()
        decoder_optimizer.zero_grad()
        F.cross_entropy(decoder(encoder(x)), y).backward()
        clip_grad_norm_(encoder.parameters(), 1.0)
        encoder_optimizer.step()
        clip_grad_norm_(decoder.parameters(), 1.0)
        decoder_optimizer.step()
