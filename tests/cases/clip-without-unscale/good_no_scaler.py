# Must be silent: full precision, there is no scaler and nothing to undo.
import torch
from torch import nn

model = nn.Transformer(d_model=128, nhead=4, num_encoder_layers=2, num_decoder_layers=2)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
criterion = nn.MSELoss()


def train(pairs):
    model.train()
    for source, target in pairs:
        optimizer.zero_grad()
        loss = criterion(model(source, target[:-1]), target[1:])
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
