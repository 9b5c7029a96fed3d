# The composite model has a parameters() of its own, which returns a list.
import torch


class Pair:
    def __init__(self, encoder, decoder):
        self.encoder, self.decoder = encoder, decoder

    def parameters(self):
        return [*self.encoder.parameters(), *self.decoder.parameters()]


def build(encoder, decoder):
    params = Pair(encoder, decoder).parameters()
    print(sum(p.numel() for p in params))
    return torch.optim.SGD(params, lr=0.1)
