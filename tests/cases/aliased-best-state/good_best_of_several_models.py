# An object keeps the best of several models, each of which is trained before it is shown.
import torch
from torch import nn


class Best:
    def __init__(self):
        self.score, self.weights = float("inf"), None

    def update(self, score, model):
        if score < self.score:
            self.score = score
            self.weights = model.state_dict()

    def restore(self, model):
        model.load_state_dict(self.weights)


def train(model, batches):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in batches:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


def search(batches, width):
    best = Best()
    for seed in range(10):
        torch.manual_seed(seed)
        model = nn.Linear(width, 1)
        best.update(train(model, batches), model)
    final = nn.Linear(width, 1)
    best.restore(final)
    return final
