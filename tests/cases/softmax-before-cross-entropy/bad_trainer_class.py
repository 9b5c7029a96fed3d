# Trainer class with `self.model` and `self.criterion`; the model class of the same file returns probabilities.
import torch
from torch import nn


class LstmClassifier(nn.Module):
    def __init__(self, vocabulary, classes):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, 64)
        self.lstm = nn.LSTM(64, 128, batch_first=True)
        self.linear = nn.Linear(128, classes)

    def forward(self, tokens):
        _, (hidden, _) = self.lstm(self.embedding(tokens))
        scores = self.linear(hidden[-1])
        return torch.softmax(scores, dim=-1)


class Trainer:
    def __init__(self, vocabulary, classes, device):
        self.device = device
        self.model = LstmClassifier(vocabulary, classes).to(device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)

    def train_step(self, tokens, labels):
        self.optimizer.zero_grad()
        predictions = self.model(tokens.to(self.device))
        loss = self.criterion(predictions, labels.to(self.device))  # error: softmax-before-cross-entropy
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimizer.step()
        return loss.item()

    def fit(self, loader, epochs):
        self.model.train()
        for _ in range(epochs):
            for tokens, labels in loader:
                self.train_step(tokens, labels)
