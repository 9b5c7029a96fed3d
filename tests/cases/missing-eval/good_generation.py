# A model generates from itself; generate() is a method that the caller, who knows the mode, calls from outside.
import torch
import torch.nn.functional as F
from torch import nn


class CharRNN(nn.Module):
    def __init__(self, vocabulary, dim):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, dim)
        self.dropout = nn.Dropout(0.2)
        self.rnn = nn.LSTM(dim, dim, batch_first=True)
        self.out = nn.Linear(dim, vocabulary)

    def forward(self, tokens):
        hidden, _ = self.rnn(self.dropout(self.embedding(tokens)))
        return self.out(hidden)

    @torch.no_grad()
    def generate(self, tokens, length):
        for _ in range(length):
            logits = self(tokens)[:, -1]
            following = torch.multinomial(F.softmax(logits, dim=-1), 1)
            tokens = torch.cat([tokens, following], dim=1)
        return tokens


def train(batches, vocabulary):
    model = CharRNN(vocabulary, 128)
    optimizer = torch.optim.Adam(model.parameters())
    for x, y in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
        loss.backward()
        optimizer.step()
    return model
