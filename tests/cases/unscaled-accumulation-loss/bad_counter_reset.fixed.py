# A counter that is set back to zero decides when to step: the window is found in the control flow, and its length is what the counter is compared with.
import torch
from torch import nn


def train(model, loader, optimizer, window):
    criterion = nn.CrossEntropyLoss()
    pending = 0
    model.train()
    optimizer.zero_grad()
    for tokens, labels in loader:
        scores = model(tokens)
        loss = criterion(scores, labels)
        (loss / window).backward()  # error: unscaled-accumulation-loss
        pending += 1
        if pending == window:
            optimizer.step()
            optimizer.zero_grad()
            pending = 0


class BagOfWords(nn.Module):
    def __init__(self, vocabulary, classes):
        super().__init__()
        self.embed = nn.EmbeddingBag(vocabulary, 64)
        self.out = nn.Linear(64, classes)

    def forward(self, tokens):
        return self.out(self.embed(tokens))


def main(loader):
    model = BagOfWords(20_000, 4)
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.05)
    for _ in range(3):
        train(model, loader, optimizer, window=6)
