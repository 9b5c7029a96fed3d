# Must be silent: a list of optimizers that others have changed may hold them all when it is cleared.
import torch.nn.functional as F
from torch import optim

from .order import shuffled


def add(these, more):
    these.append(more)


def train(encoder, decoder, batches):
    one, two = optim.Adam(encoder.parameters()), optim.Adam(decoder.parameters())
    updates = [one]
    add(updates, two)
    for x, y in batches:
        for update in updates:
            update.zero_grad()
        F.mse_loss(decoder(encoder(x)), y).backward()
        one.step()
        two.step()


def train_shuffled(encoder, decoder, batches):
    one, two = optim.Adam(encoder.parameters()), optim.Adam(decoder.parameters())
    updates = [one, two]
    shuffled(updates)
    for x, y in batches:
        for update in updates:
            update.zero_grad()
        F.mse_loss(decoder(encoder(x)), y).backward()
        one.step()
        two.step()
