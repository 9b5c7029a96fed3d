# A trainer keeps its schedule in an attribute, and its method forgets what the schedule is about.
from torch import nn, optim
from torch.optim import lr_scheduler


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = optim.Adam(self.model.parameters(), lr=1e-3)
        self.scheduler = lr_scheduler.ReduceLROnPlateau(self.optimizer, patience=3)

    def train_epoch(self):
        self.model.train()
        total = 0.0
        for inputs, labels in self.loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), labels)
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        self.scheduler.step()  # error: plateau-without-metric
        return total / len(self.loader)
