# The class keeps its table of optimizer classes in its body; a factory builds two of them.
import torch.nn.functional as F
from torch import optim


class Runner:
    ALGORITHMS = {"adam": optim.Adam, "sgd": optim.SGD}

    def __init__(self, encoder, decoder, name):
        self.encoder, self.decoder = encoder, decoder
        self.first = self.ALGORITHMS[name](encoder.parameters(), lr=0.1)
        self.second = self.ALGORITHMS[name](decoder.parameters(), lr=0.1)

    def fit(self, batches):
        for x, y in batches:
            self.first.zero_grad()
            F.mse_loss(self.decoder(self.encoder(x)), y).backward()  # error: missing-zero-grad
            self.first.step()
            self.second.step()
