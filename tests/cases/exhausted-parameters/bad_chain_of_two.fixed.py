# Encoder and decoder are chained into one iterator, for a group of the optimizer and for a loop.
import itertools

import torch


def build(encoder, decoder, rate):
    both = list(itertools.chain(encoder.parameters(), decoder.parameters()))
    optimizer = torch.optim.SGD([{"params": both, "lr": rate}], lr=0.1)
    for p in both:  # error: exhausted-parameters
        p.requires_grad_(True)
    return optimizer
