# Two optimizers share a scaler, and a slip of the pen unscales one of them twice.
import torch
from torch import nn

encoder, decoder = nn.Linear(64, 16), nn.Linear(16, 64)
encoder_optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
decoder_optimizer = torch.optim.Adam(decoder.parameters(), lr=1e-3)
scaler = torch.amp.GradScaler("cpu")


def train(loader):
    for x in loader:
        encoder_optimizer.zero_grad()
        decoder_optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = nn.functional.mse_loss(decoder(encoder(x)), x)
        scaler.scale(loss).backward()
        scaler.unscale_(encoder_optimizer)
        scaler.unscale_(decoder_optimizer)
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        scaler.unscale_(encoder_optimizer)  # error: double-unscale
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        scaler.step(encoder_optimizer)
        scaler.step(decoder_optimizer)
        scaler.update()
