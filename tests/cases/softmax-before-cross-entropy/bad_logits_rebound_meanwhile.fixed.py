# Between the softmax and the loss the logits' name is given to something else: the repair must not use it, and finds another one.
import torch
import torch.nn.functional as F
from torch import nn


def train(model, loader, optimizer, log):
    criterion = nn.CrossEntropyLoss()
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        logits = model(x)
        scores = logits
        logits = logits.detach().abs().mean()
        log.append(logits.item())
        loss = criterion(scores, y)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()


def main(loader):
    model = nn.Linear(100, 8)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    log = []
    train(model, loader, optimizer, log)
    print(sum(log) / len(log))
