# A layer that forward builds is new in every call, and in training mode.
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, words, tags, rate=0.3):
        super().__init__()
        self.rate = rate
        self.embedding = nn.Embedding(words, 100)
        self.encoder = nn.LSTM(100, 64, batch_first=True)
        self.head = nn.Linear(64, tags)

    def forward(self, sentence):
        embedded = nn.Dropout(self.rate)(self.embedding(sentence))  # error: dropout-always-on
        hidden, _ = self.encoder(embedded)
        return self.head(hidden)


model = Tagger(5000, 17)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()


def epoch(loader):
    model.train()
    for words, tags in loader:
        optimizer.zero_grad()
        loss = criterion(model(words).flatten(0, 1), tags.flatten())
        loss.backward()
        optimizer.step()
