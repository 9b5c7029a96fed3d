# Must be silent: an index that nobody knows picks the optimizer that is cleared and stepped.
import torch.nn.functional as F
from torch import optim


def train(encoder, decoder, batches, pick):
    updates = [optim.Adam(encoder.parameters()), optim.Adam(decoder.parameters())]
    for x, y in batches:
        chosen = pick()
        updates[chosen].zero_grad()
        F.mse_loss(decoder(encoder(x)), y).backward()
        updates[chosen].step()
