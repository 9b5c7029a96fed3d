# Accumulation with a modulo guard: inside the guard the clip comes after the step.
import torch
from torch import nn


def finetune(model, loader, epochs=3, accumulation_steps=8, max_grad_norm=1.0):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-5)
    optimizer.zero_grad()
    for epoch in range(epochs):
        model.train()
        for index, batch in enumerate(loader):
            output = model(batch["input_ids"], labels=batch["labels"])
            loss = output.loss / accumulation_steps
            loss.backward()
            if (index + 1) % accumulation_steps == 0:
                nn.utils.clip_grad_norm_(model.parameters(), max_grad_norm)  # error: clip-after-step
                optimizer.step()
                optimizer.zero_grad()
    return model
