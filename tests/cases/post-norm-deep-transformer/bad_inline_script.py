# In a script the layer is built where the stack needs it.
import torch
from torch.nn import Linear, Sequential, TransformerEncoder, TransformerEncoderLayer, functional

encoder = TransformerEncoder(TransformerEncoderLayer(64, 4, 128), 6)  # error: post-norm-deep-transformer
model = Sequential(encoder, Linear(64, 1))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    functional.mse_loss(model(x), y).backward()
    optimizer.step()
