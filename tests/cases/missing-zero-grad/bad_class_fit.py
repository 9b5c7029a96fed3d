# An estimator class: the optimizer is made in __init__, and fit() loops over batches without clearing.
import torch
from torch import nn


class MatrixFactorization:
    def __init__(self, users, items, rank=32, lr=5e-3):
        self.user = nn.Embedding(users, rank)
        self.item = nn.Embedding(items, rank)
        parameters = list(self.user.parameters()) + list(self.item.parameters())
        self.optimizer = torch.optim.Adagrad(parameters, lr=lr)
        self.loss = nn.MSELoss()

    def score(self, users, items):
        return (self.user(users) * self.item(items)).sum(dim=1)

    def fit(self, loader, epochs=20):
        for epoch in range(epochs):
            total = 0.0
            for users, items, ratings in loader:
                predicted = self.score(users, items)
                loss = self.loss(predicted, ratings)
                loss.backward()  # error: missing-zero-grad
                self.optimizer.step()
                total += loss.item()
            print(f"epoch {epoch}: {total / len(loader):.4f}")
        return self
