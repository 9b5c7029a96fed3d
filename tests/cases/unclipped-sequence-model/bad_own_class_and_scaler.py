# A language model of the file's own is trained with a gradient scaler, in a function.
import torch
import torch.nn as nn
from torch.amp import GradScaler, autocast


class Tagger(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.embed = nn.Embedding(words, 64)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4, batch_first=True), 2)
        self.head = nn.Linear(64, tags)

    def forward(self, tokens):
        return self.head(self.encoder(self.embed(tokens)))


def train(loader, words, tags, epochs):
    model = Tagger(words, tags)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    scaler = GradScaler("cuda")
    for _ in range(epochs):
        for tokens, labels in loader:
            optimizer.zero_grad()
            with autocast("cuda"):
                loss = nn.functional.cross_entropy(model(tokens).flatten(0, 1), labels.flatten())
            scaler.scale(loss).backward()
            scaler.step(optimizer)  # error: unclipped-sequence-model
            scaler.update()
