# A trainer keeps a shallow copy of the state dict: a new dict of the same tensors.
import logging
from copy import deepcopy

import torch
import torch.nn.functional as F

logger = logging.getLogger(__name__)


class Trainer:
    def __init__(self, model, loaders, config):
        self.model = model
        self.loaders = loaders
        self.config = deepcopy(config)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=config["lr"], momentum=0.9)
        self.best_state = None

    def train_epoch(self):
        self.model.train()
        for images, labels in self.loaders["train"]:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.model(images), labels)
            loss.backward()
            self.optimizer.step()

    @torch.no_grad()
    def accuracy(self, split):
        self.model.eval()
        hits = [(self.model(x).argmax(1) == y).float().mean().item() for x, y in self.loaders[split]]
        return sum(hits) / len(hits)

    def run(self):
        best = 0.0
        for epoch in range(self.config["epochs"]):
            self.train_epoch()
            score = self.accuracy("val")
            logger.info("epoch %d: %.4f", epoch, score)
            if score > best:
                best = score
                self.best_state = deepcopy(self.model.state_dict())  # error: aliased-best-state
        self.model.load_state_dict(self.best_state)
        return self.accuracy("test")
