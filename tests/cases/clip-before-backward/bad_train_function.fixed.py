# A training function gets model and optimizer, clears, clips and only then goes backward.
from torch.nn.utils import clip_grad_norm_


def train_epoch(model, loader, optimizer, criterion, max_norm=5.0):
    model.train()
    total = 0.0
    for step, (tokens, lengths, labels) in enumerate(loader):
        optimizer.zero_grad()
        logits = model(tokens, lengths)
        loss = criterion(logits, labels)
        total += loss.item()
        loss.backward()
        clip_grad_norm_(model.parameters(), max_norm)  # error: clip-before-backward
        optimizer.step()
        if step % 100 == 0:
            print(f"{step}: {total / (step + 1):.4f}")
    return total / len(loader)
