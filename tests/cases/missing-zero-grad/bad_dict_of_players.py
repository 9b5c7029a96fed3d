# The optimizers of two players are kept in one dict; only one of them is ever cleared.
import torch.nn.functional as F
from torch import optim


class Game:
    def __init__(self, speaker, listener):
        self.speaker, self.listener = speaker, listener
        self.updates = {}
        self.updates["speaker"] = optim.Adam(speaker.parameters())
        self.updates["listener"] = optim.Adam(listener.parameters())

    def play(self, batches):
        for x, y in batches:
            self.updates["speaker"].zero_grad()
            F.mse_loss(self.speaker(x), y).backward()
            self.updates["speaker"].step()
            F.mse_loss(self.listener(x), y).backward()  # error: missing-zero-grad
            self.updates["listener"].step()
