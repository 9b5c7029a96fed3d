# The rate is zero, and nothing in the program ever changes it.
from torch import nn
from torch.optim import AdamW


def finetune(model, loader, criterion=None):
    criterion = criterion or nn.CrossEntropyLoss()
    optimizer = AdamW(list(model.parameters()), lr=0.0, weight_decay=0.0)  # error: learning-rate-out-of-range
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
