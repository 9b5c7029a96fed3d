# All losses are kept in a list for the plot that is drawn at the end.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, rate):
        self.model = model
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=rate)
        self.criterion = nn.MSELoss()

    def fit(self, loader, epochs, plot):
        history = []
        for _ in range(epochs):
            self.model.train()
            for step, (x, y) in enumerate(loader):
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                history.append(loss.detach())  # error: loss-tensor-accumulated
        plot(history)
