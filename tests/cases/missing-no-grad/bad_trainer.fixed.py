# The trainer's method evaluates between the epochs, in a loop that shows its progress.
import torch
from torch import nn
from tqdm import tqdm


class Trainer:
    def __init__(self, model, train_loader, test_loader):
        self.model = model
        self.train_loader, self.test_loader = train_loader, test_loader
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.criterion = nn.CrossEntropyLoss()

    def fit(self, epochs):
        for epoch in range(epochs):
            self.model.train()
            for x, y in tqdm(self.train_loader):
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()
            print(epoch, self.test())

    def test(self):
        self.model.eval()
        total = 0.0
        with torch.autocast("cuda", dtype=torch.bfloat16):
            with torch.no_grad():
                for x, y in tqdm(self.test_loader):
                    output = self.model(x)  # error: missing-no-grad
                    total += self.criterion(output, y).item()
        return total / len(self.test_loader)
