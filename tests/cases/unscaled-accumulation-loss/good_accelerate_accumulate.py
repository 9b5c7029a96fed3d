# Accelerate divides the loss inside `accelerator.backward` and skips step and zero_grad while it accumulates: dividing by hand would be the bug.
import torch
import torch.nn.functional as F
from accelerate import Accelerator


def train(model, loader, learning_rate, epochs):
    accelerator = Accelerator(gradient_accumulation_steps=4, mixed_precision="fp16")
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)

    for _ in range(epochs):
        model.train()
        for batch in loader:
            with accelerator.accumulate(model):
                logits = model(batch["pixels"])
                loss = F.cross_entropy(logits, batch["label"])
                accelerator.backward(loss)
                if accelerator.sync_gradients:
                    accelerator.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
