# Must be silent: a prepared schedule waits by itself until the window is complete.
import torch
from accelerate import Accelerator
from torch import nn


def main(loader, epochs=3, accumulate=4):
    accelerator = Accelerator(gradient_accumulation_steps=accumulate)
    model = nn.Linear(16, 4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    updates = epochs * len(loader) // accumulate
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=updates)
    model, optimizer, loader, scheduler = accelerator.prepare(model, optimizer, loader, scheduler)
    for _ in range(epochs):
        for inputs, labels in loader:
            with accelerator.accumulate(model):
                loss = nn.functional.cross_entropy(model(inputs), labels)
                accelerator.backward(loss)
                optimizer.step()
                scheduler.step()
                optimizer.zero_grad()
