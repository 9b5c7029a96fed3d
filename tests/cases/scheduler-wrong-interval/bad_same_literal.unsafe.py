# The number of epochs is a literal that stands in the loop and in the schedule, which counts batches.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.MSELoss()

    def fit(self):
        optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        decay = torch.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=50, power=2.0)
        for epoch in range(50):
            self.model.train()
            for i, (inputs, targets) in enumerate(self.loader):
                loss = self.criterion(self.model(inputs), targets)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            decay.step()  # error: scheduler-wrong-interval
