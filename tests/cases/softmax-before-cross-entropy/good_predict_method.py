# Softmax lives in the `predict` method, for users of the model; training calls forward, which returns logits.
import torch
from torch import nn


class Sentiment(nn.Module):
    def __init__(self, words, classes=3):
        super().__init__()
        self.embed = nn.EmbeddingBag(words, 32)
        self.out = nn.Linear(32, classes)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, text, offsets):
        return self.out(self.embed(text, offsets))

    @torch.no_grad()
    def predict(self, text, offsets):
        self.eval()
        return self.softmax(self(text, offsets))


def train(loader, words):
    model = Sentiment(words)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=4.0)
    model.train()
    for text, offsets, label in loader:
        optimizer.zero_grad()
        loss = criterion(model(text, offsets), label)
        loss.backward()
        optimizer.step()
