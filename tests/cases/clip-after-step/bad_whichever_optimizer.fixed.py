# Both optimizers are parameters and nobody knows who holds what: but both have stepped already.
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_


def train(encoder, decoder, encoder_optimizer, decoder_optimizer, batches):
    for x, y in batches:
        encoder_optimizer.zero_grad()
        decoder_optimizer.zero_grad()
        F.cross_entropy(decoder(encoder(x)), y).backward()
        clip_grad_norm_(encoder.parameters(), 1.0)  # error: clip-after-step
        encoder_optimizer.step()
        decoder_optimizer.step()
