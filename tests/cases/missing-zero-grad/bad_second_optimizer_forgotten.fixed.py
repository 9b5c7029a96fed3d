# One backward feeds two optimizers, and only the encoder's is ever cleared.
import torch
from torch import nn

encoder = nn.GRU(80, 256, batch_first=True)
decoder = nn.Linear(256, 29)
encoder_optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
decoder_optimizer = torch.optim.Adam(decoder.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()


def train(loader, epochs):
    for epoch in range(epochs):
        for spectrogram, phones in loader:
            decoder_optimizer.zero_grad()
            encoder_optimizer.zero_grad()
            states, _ = encoder(spectrogram)
            logits = decoder(states)
            loss = criterion(logits.transpose(1, 2), phones)
            loss.backward()  # error: missing-zero-grad
            encoder_optimizer.step()
            decoder_optimizer.step()
        print(epoch, loss.item())
