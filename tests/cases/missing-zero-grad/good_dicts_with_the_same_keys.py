# Must be silent: optimizers in dicts, cleared by key, by value or by whichever key is drawn.
import random

import torch.nn.functional as F
from torch import optim


def train(speech, text, batches):
    nets = {"speech": speech, "text": text}
    updates = {name: optim.Adam(net.parameters()) for name, net in nets.items()}
    for x, y in batches:
        for name, net in nets.items():
            updates[name].zero_grad()
            F.mse_loss(net(x), y).backward()
            updates[name].step()


def train_together(speech, text, batches):
    updates = {"speech": optim.Adam(speech.parameters()), "text": optim.Adam(text.parameters())}
    for x, y in batches:
        for update in updates.values():
            update.zero_grad()
        F.mse_loss(speech(x), text(y)).backward()
        updates["speech"].step()
        updates["text"].step()


def train_one_at_a_time(nets, batches):
    updates = {name: optim.Adam(net.parameters()) for name, net in nets.items()}
    for x, y in batches:
        name = random.choice(list(nets))
        updates[name].zero_grad()
        F.mse_loss(nets[name](x), y).backward()
        updates[name].step()
