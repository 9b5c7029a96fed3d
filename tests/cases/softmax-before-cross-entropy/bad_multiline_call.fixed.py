# The loss call is spread over several lines, with the softmax on a line of its own; the finding starts where the call does.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, scheduler, class_weights, device):
    model.train()
    for batch in loader:
        optimizer.zero_grad()
        logits = model(batch["image"].to(device))
        loss = F.cross_entropy(  # error: softmax-before-cross-entropy
            logits,
            batch["label"].to(device),
            weight=class_weights,
            label_smoothing=0.05,
        )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
