# A warm-up over all steps of the training is advanced by the function that trains epoch after epoch.
import torch
from torch import nn
from transformers import get_cosine_schedule_with_warmup


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    for inputs, labels in loader:
        optimizer.zero_grad()
        criterion(model(inputs), labels).backward()
        optimizer.step()


def main(model: nn.Module, train_loader, n_epochs: int) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    total_steps = len(train_loader) * n_epochs
    schedule = get_cosine_schedule_with_warmup(optimizer, 500, total_steps)
    for _ in range(n_epochs):
        train_epoch(model, train_loader, criterion, optimizer)
        schedule.step()  # error: scheduler-wrong-interval
