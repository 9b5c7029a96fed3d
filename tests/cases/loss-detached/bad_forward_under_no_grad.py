# The forward pass was put under no_grad to save memory; the loss was told to require a gradient afterwards.
import torch
from torch import nn


def finetune(model, train_loader, device):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.0)
    model.train()
    for step, (tokens, labels) in enumerate(train_loader):
        tokens, labels = tokens.to(device), labels.to(device)
        optimizer.zero_grad()
        with torch.no_grad():
            logits = model(tokens)
        loss = criterion(logits, labels)
        loss.requires_grad_()
        loss = loss / 2
        loss.backward()  # error: loss-detached
        optimizer.step()
