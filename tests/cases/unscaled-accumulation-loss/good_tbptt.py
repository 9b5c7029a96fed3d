# Truncated backpropagation through time: the losses of k steps are added to one loss, and backward and step stand under the same modulo guard.
import torch
from torch import nn


class Recurrent(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.cell = nn.GRUCell(inputs, hidden)
        self.out = nn.Linear(hidden, outputs)

    def forward(self, x, h):
        h = self.cell(x, h)
        return self.out(h), h


def train(model, sequences, optimizer, k, hidden, device):
    criterion = nn.CrossEntropyLoss()
    model.train()
    for inputs, targets in sequences:
        h = torch.zeros(inputs.size(1), hidden, device=device)
        chunk_loss = torch.zeros((), device=device)
        for t in range(inputs.size(0) - inputs.size(0) % k):
            output, h = model(inputs[t], h)
            chunk_loss = chunk_loss + criterion(output, targets[t])
            if (t + 1) % k == 0:
                optimizer.zero_grad()
                chunk_loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 0.25)
                optimizer.step()
                h = h.detach()
                chunk_loss = torch.zeros((), device=device)
