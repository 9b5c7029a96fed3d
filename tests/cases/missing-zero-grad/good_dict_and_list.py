# Must be silent: optimizers kept in a dict and in a list are cleared by loops and comprehensions over the container.
import torch
import torch.nn.functional as F


def train_dict(encoder, decoder, loader):
    optimizers = {
        "encoder": torch.optim.Adam(encoder.parameters(), lr=1e-4),
        "decoder": torch.optim.Adam(decoder.parameters(), lr=1e-3),
    }
    for x in loader:
        for optimizer in optimizers.values():
            optimizer.zero_grad()
        loss = F.mse_loss(decoder(encoder(x)), x)
        loss.backward()
        optimizers["encoder"].step()
        optimizers["decoder"].step()


def train_list(parts, head, loader):
    optims = [torch.optim.SGD(part.parameters(), lr=0.1) for part in parts]
    for x, y in loader:
        loss = F.cross_entropy(head([part(x) for part in parts]), y)
        loss.backward()
        for optim in optims:
            optim.step()
        [optim.zero_grad() for optim in optims]
