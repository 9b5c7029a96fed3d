# The loss comes from a helper of the same file which returns a plain mean: nothing on the way to backward divides it.
import torch
import torch.nn.functional as F
from torch import nn


class Tagger(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.embed = nn.Embedding(words, 100)
        self.rnn = nn.GRU(100, 128, batch_first=True, bidirectional=True)
        self.out = nn.Linear(256, tags)

    def forward(self, sentence):
        states, _ = self.rnn(self.embed(sentence))
        return self.out(states)


def compute_loss(model, batch):
    scores = model(batch["words"])
    return F.cross_entropy(scores.transpose(1, 2), batch["tags"], ignore_index=-100)


def train(loader, words, tags, accumulation=2, epochs=10):
    model = Tagger(words, tags)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for _ in range(epochs):
        optimizer.zero_grad()
        for n, batch in enumerate(loader):
            loss = compute_loss(model, batch)
            (loss / accumulation).backward()  # error: unscaled-accumulation-loss
            if (n + 1) % accumulation == 0:
                nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                optimizer.step()
                optimizer.zero_grad()
    return model
