# An optional scaler, two branches and a shared clip between them: wrong with the scaler, whose condition is asked once more.
import torch


def train_epoch(model, loss_fn, loader, optimizer, scaler=None, max_norm=1.0):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", enabled=scaler is not None):
            loss = loss_fn(model(x), y)
        if scaler is not None:
            scaler.scale(loss).backward()
        else:
            loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)  # error: clip-without-unscale
        if scaler is not None:
            scaler.step(optimizer)
            scaler.update()
        else:
            optimizer.step()
