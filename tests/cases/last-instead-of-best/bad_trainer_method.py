# A trainer's method stops early and then predicts with the network as it is.
import torch
from torch import nn


class Regressor:
    def __init__(self, width, patience=5):
        self.net = nn.Sequential(nn.Linear(width, 32), nn.ReLU(), nn.Linear(32, 1))
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-3)
        self.patience = patience

    def fit_predict(self, batches, held_out, new):
        best, bad_epochs = float("inf"), 0
        for _ in range(1000):
            for x, y in batches:
                self.optimizer.zero_grad()
                loss = nn.functional.mse_loss(self.net(x), y)
                loss.backward()
                self.optimizer.step()
            with torch.no_grad():
                score = nn.functional.mse_loss(self.net(held_out[0]), held_out[1]).item()
            if score < best:
                best = score
                bad_epochs = 0
                continue
            bad_epochs += 1
            if bad_epochs > self.patience:  # error: last-instead-of-best
                break
        with torch.no_grad():
            return self.net(new)
