# No norm is named in the file, but nn.TransformerEncoderLayer brings two LayerNorms of its own.
import math

import torch
import torch.nn as nn
from torch.optim import AdamW


class LanguageModel(nn.Module):
    def __init__(self, vocabulary, dim=128, heads=4, depth=4):
        super().__init__()
        self.scale = math.sqrt(dim)
        self.embedding = nn.Embedding(vocabulary, dim)
        layer = nn.TransformerEncoderLayer(dim, heads, dim_feedforward=4 * dim, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, depth)
        self.decoder = nn.Linear(dim, vocabulary)

    def forward(self, tokens):
        mask = nn.Transformer.generate_square_subsequent_mask(tokens.size(1))
        return self.decoder(self.encoder(self.embedding(tokens) * self.scale, mask=mask))


def train(batches, vocabulary):
    model = LanguageModel(vocabulary)
    criterion = nn.CrossEntropyLoss()
    optimizer = AdamW(model.parameters(), 5e-4, weight_decay=1e-2)  # error: weight-decay-on-norm
    model.train()
    for step, tokens in enumerate(batches):
        optimizer.zero_grad()
        logits = model(tokens[:, :-1])
        loss = criterion(logits.reshape(-1, vocabulary), tokens[:, 1:].reshape(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        if step % 100 == 0:
            print(step, loss.item())
    return model
