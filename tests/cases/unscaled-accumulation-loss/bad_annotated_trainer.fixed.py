# The loss function is declared to be a module; its name still says that it takes the mean.
from torch import nn, optim


class Trainer:
    def __init__(self, core: nn.Module, update: optim.Optimizer, criterion: nn.Module, window: int):
        self.core, self.update, self.criterion, self.window = core, update, criterion, window

    def fit(self, batches):
        for i, (x, y) in enumerate(batches):
            loss = self.criterion(self.core(x), y)
            (loss / self.window).backward()  # error: unscaled-accumulation-loss
            if (i + 1) % self.window == 0:
                self.update.step()
                self.update.zero_grad()
