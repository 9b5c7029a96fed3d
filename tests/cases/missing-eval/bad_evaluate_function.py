# train() sets the mode at its head, evaluate() does not, and main() calls the one after the other in each epoch.
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, vocabulary, tags):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, 64)
        self.dropout = nn.Dropout(0.3)
        self.lstm = nn.LSTM(64, 64, batch_first=True, bidirectional=True)
        self.out = nn.Linear(128, tags)

    def forward(self, tokens):
        hidden, _ = self.lstm(self.dropout(self.embedding(tokens)))
        return self.out(hidden)


def train(model, loader, criterion, optimizer):
    model.train()
    for tokens, tags in loader:
        optimizer.zero_grad()
        loss = criterion(model(tokens).flatten(0, 1), tags.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()


@torch.no_grad()
def evaluate(model, loader, criterion):
    total = 0.0
    for tokens, tags in loader:
        scores = model(tokens)  # error: missing-eval
        total += criterion(scores.flatten(0, 1), tags.flatten()).item()
    return total / len(loader)


def main(train_loader, dev_loader):
    model = Tagger(vocabulary=8000, tags=12)
    criterion = nn.CrossEntropyLoss(ignore_index=0)
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(8):
        train(model, train_loader, criterion, optimizer)
        print(epoch, evaluate(model, dev_loader, criterion))
    return model
