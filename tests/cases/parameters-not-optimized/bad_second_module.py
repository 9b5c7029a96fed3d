# Two modules learn together, and only the parameters of one are handed to the optimizer.
import torch
from torch import nn, optim


class Encoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.rnn = nn.GRU(16, width, batch_first=True)

    def forward(self, x):
        return self.rnn(x)[1][-1]


class Decoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.out = nn.Linear(width, 16)

    def forward(self, state):
        return torch.tanh(self.out(state))


def train(loader, epochs):
    encoder, decoder = Encoder(64), Decoder(64)
    optimizer = optim.Adam(decoder.parameters(), lr=1e-3)
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        for sequence in loader:
            optimizer.zero_grad()
            output = decoder(encoder(sequence))  # error: parameters-not-optimized
            loss = criterion(output, sequence[:, -1])
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
