# The encoder is built from a layer that holds the norms: nn.TransformerEncoder copies it, LayerNorm and all.
import torch
from torch import nn

WEIGHT_DECAY = 1e-2
layer = nn.TransformerEncoderLayer(16, 2, batch_first=True)
encoder = nn.TransformerEncoder(layer, 2)
optimizer = torch.optim.AdamW([
    {"params": [p for p in encoder.parameters() if p.ndim > 1]},
    {"params": [p for p in encoder.parameters() if p.ndim <= 1], "weight_decay": 0.0},
], lr=1e-3, weight_decay=WEIGHT_DECAY)  # error: weight-decay-on-norm
for _ in range(100):
    optimizer.zero_grad()
    encoder(torch.randn(8, 5, 16)).pow(2).mean().backward()
    optimizer.step()
