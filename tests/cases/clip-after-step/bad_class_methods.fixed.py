# A trainer class: the optimizer is made in __init__, and the update method clips after stepping it.
import torch
from torch import nn


class Seq2SeqTrainer:
    def __init__(self, model, vocabulary, lr=3e-4, max_grad_norm=1.0):
        self.model = model
        self.max_grad_norm = max_grad_norm
        self.criterion = nn.CrossEntropyLoss(ignore_index=vocabulary["<pad>"])
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)
        self.updates = 0

    def compute_loss(self, batch):
        logits = self.model(batch["source"], batch["target"][:, :-1])
        return self.criterion(logits.transpose(1, 2), batch["target"][:, 1:])

    def update(self, batch):
        self.optimizer.zero_grad()
        loss = self.compute_loss(batch)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.max_grad_norm)  # error: clip-after-step
        self.optimizer.step()
        self.updates += 1
        return loss.item()

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            losses = [self.update(batch) for batch in loader]
            print(epoch, sum(losses) / len(losses))
