# An endless loop over a restarted iterator, with the clip written over several lines and below the step.
import torch
from torch import nn


def train_forever(model, dataset, should_stop):
    loader = torch.utils.data.DataLoader(dataset, batch_size=16, shuffle=True, drop_last=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    criterion = nn.CTCLoss(zero_infinity=True)
    batches = iter(loader)
    updates = 0
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            batches = iter(loader)
            batch = next(batches)
        optimizer.zero_grad()
        log_probs = model(batch["audio"])
        loss = criterion(log_probs, batch["text"], batch["frames"], batch["letters"])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(  # error: clip-after-step
            model.parameters(),
            max_norm=400.0,
            norm_type=2,
        )
        optimizer.step()
        updates += 1
        if should_stop(updates):
            break
    return updates
