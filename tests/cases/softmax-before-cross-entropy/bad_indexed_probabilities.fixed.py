# Only the last position of the softmax is given to the loss: indexing a softmax along another axis leaves it a softmax.
import torch
import torch.nn.functional as F
from torch import nn


class Recommender(nn.Module):
    def __init__(self, items, width):
        super().__init__()
        self.items = nn.Embedding(items, width)
        self.gru = nn.GRU(width, width, batch_first=True)
        self.out = nn.Linear(width, items)

    def forward(self, clicks):
        states, _ = self.gru(self.items(clicks))
        return self.out(states)


def train(sessions, items, width=64):
    model = Recommender(items, width)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_fn = nn.CrossEntropyLoss()
    model.train()
    for clicks, next_item in sessions:
        optimizer.zero_grad()
        scores = model(clicks)
        probabilities = F.softmax(scores, dim=2)
        loss = loss_fn(scores[:, -1], next_item)  # error: softmax-before-cross-entropy
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model
