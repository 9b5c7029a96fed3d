# In a class, with the result written to a log, through an alias of the module.
import torch
from torch.nn import utils as nn_utils


class Trainer:
    def __init__(self, model, writer):
        self.model, self.writer = model, writer
        self.optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-4)

    def train(self, loader):
        for step, (x, y) in enumerate(loader):
            self.optimizer.zero_grad()
            loss = self.model.loss(x, y)
            loss.backward()
            norm = nn_utils.clip_grad_norm_(  # error: deprecated-clip-grad-norm
                self.model.parameters(),
                1.0,
            )
            self.writer.add_scalar("norm", norm, step)
            self.optimizer.step()
