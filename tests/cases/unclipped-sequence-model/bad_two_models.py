# Encoder and decoder share an optimizer: whose gradients to limit is for the author to say.
import torch
from torch import nn


def train(loader, width):
    encoder, decoder = nn.Linear(width, width), nn.Linear(width, width)
    memory = nn.LSTM(width, width)
    optimizer = torch.optim.Adam([*encoder.parameters(), *memory.parameters(), *decoder.parameters()])
    for x, y in loader:
        optimizer.zero_grad()
        hidden, _ = memory(encoder(x))
        nn.functional.mse_loss(decoder(hidden), y).backward()
        optimizer.step()  # error: unclipped-sequence-model
