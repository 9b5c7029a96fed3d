# A trainer keeps the optimizer and a decay that is a constant of the module.
import torch.nn.functional as F
from torch import optim

DECAY = 5e-4


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = optim.Adam(model.parameters(), lr=0.01, weight_decay=DECAY)  # error: adam-l2-weight-decay

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()
