# The parameters are passed by their keyword, in a call spread over several lines.
import torch
from torch import nn


class Autoencoder(nn.Module):
    def __init__(self, features, code):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(features, 128), nn.LayerNorm(128), nn.ReLU(), nn.Linear(128, code))
        self.decoder = nn.Sequential(nn.Linear(code, 128), nn.LayerNorm(128), nn.ReLU(), nn.Linear(128, features))

    def forward(self, x):
        return self.decoder(self.encoder(x))


def train(loader, features, epochs=10, learning_rate=1e-3):
    model = Autoencoder(features, code=16)
    optimizer = torch.optim.AdamW(  # error: weight-decay-on-norm
        params=[
            {"params": [p for p in model.parameters() if p.ndim > 1]},
            {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=learning_rate,
        betas=(0.9, 0.95),
        weight_decay=0.1,
    )
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        for (x,) in loader:
            reconstruction = model(x)
            loss = criterion(reconstruction, x)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        print(f"epoch {epoch + 1}/{epochs}: {loss.item():.5f}")
    return model
