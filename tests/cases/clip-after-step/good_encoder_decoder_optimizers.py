# Must be silent: one backward feeds two optimizers; the decoder is clipped after the encoder's step and before its own.
import torch
from torch import nn

encoder = nn.LSTM(256, 512, batch_first=True)
decoder = nn.Sequential(nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10_000))
encoder_optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-4)
decoder_optimizer = torch.optim.Adam(decoder.parameters(), lr=4e-4)
criterion = nn.CrossEntropyLoss()


def train(loader, grad_clip):
    for images, captions in loader:
        features, _ = encoder(images)
        scores = decoder(features[:, -1])
        loss = criterion(scores, captions)
        decoder_optimizer.zero_grad()
        encoder_optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), grad_clip)
        encoder_optimizer.step()
        nn.utils.clip_grad_norm_(decoder.parameters(), grad_clip)
        decoder_optimizer.step()
