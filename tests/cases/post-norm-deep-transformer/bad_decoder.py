# A decoder of eight layers, whose layer is an attribute.
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.TransformerDecoderLayer(d_model=width, nhead=4)
        self.decoder = nn.TransformerDecoder(self.layer, 8)  # error: post-norm-deep-transformer

    def forward(self, pair):
        return self.decoder(*pair)


def fit(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
