# The rounded codes are what the encoder is drawn to: the gradient comes through the target.
import torch
import torch.nn.functional as F


def train(encoder, decoder, loader, beta):
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
    encoder.train()
    decoder.train()
    for x, _ in loader:
        optimizer.zero_grad()
        z = encoder(x)
        codes = z.round()
        loss = F.mse_loss(decoder(z), x) + beta * F.mse_loss(codes, z)
        loss.backward()
        optimizer.step()
