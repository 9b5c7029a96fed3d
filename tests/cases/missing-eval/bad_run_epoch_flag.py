# One _run_epoch() serves training and test by a flag that turns gradients off but sets no mode; eval() before its loop would harm training, so no fix is offered.
import torch
from torch import nn


class CharModel(nn.Module):
    def __init__(self, vocabulary, dim=64):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, dim)
        self.drop = nn.Dropout(0.1)
        self.rnn = nn.GRU(dim, dim, batch_first=True)
        self.out = nn.Linear(dim, vocabulary)

    def forward(self, tokens):
        hidden, _ = self.rnn(self.drop(self.embedding(tokens)))
        return self.out(hidden)


class Trainer:
    def __init__(self, vocabulary, train_loader, test_loader):
        self.model = CharModel(vocabulary)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=3e-4)
        self.criterion = nn.CrossEntropyLoss()
        self.train_loader = train_loader
        self.test_loader = test_loader

    def _run_epoch(self, loader, train=True):
        total = 0.0
        for source, targets in loader:
            with torch.set_grad_enabled(train):
                logits = self.model(source)  # error: missing-eval
                loss = self.criterion(logits.flatten(0, 1), targets.flatten())
            if train:
                self.optimizer.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                self.optimizer.step()
            total += loss.item()
        return total / len(loader)

    def train(self, epochs):
        for epoch in range(epochs):
            train_loss = self._run_epoch(self.train_loader, train=True)
            test_loss = self._run_epoch(self.test_loader, train=False)
            print(f"epoch {epoch}: train {train_loss:.4f}, test {test_loss:.4f}")
