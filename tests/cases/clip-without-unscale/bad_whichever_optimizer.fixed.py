# One scaled backward for two optimizers nobody knows; neither is unscaled when a model is clipped.
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_


def train(encoder, decoder, encoder_optimizer, decoder_optimizer, scaler, batches):
    for x, y in batches:
        encoder_optimizer.zero_grad()
        decoder_optimizer.zero_grad()
        scaler.scale(F.cross_entropy(decoder(encoder(x)), y)).backward()
        scaler.unscale_(encoder_optimizer)
        scaler.unscale_(decoder_optimizer)
        clip_grad_norm_(encoder.parameters(), 1.0)  # error: clip-without-unscale
        scaler.step(encoder_optimizer)
        scaler.step(decoder_optimizer)
        scaler.update()
