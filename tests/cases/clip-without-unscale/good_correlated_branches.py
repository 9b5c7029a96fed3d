# Must be silent: three branches on the same scaler are one choice, and the scaled one unscales before the shared clip.
import torch


def train_epoch(model, loss_fn, loader, optimizer, fp16_scaler, clip_grad):
    model.train()
    for images in loader:
        with torch.amp.autocast("cuda", enabled=fp16_scaler is not None):
            loss = loss_fn(model(images))
        optimizer.zero_grad()
        if fp16_scaler is None:
            loss.backward()
        else:
            fp16_scaler.scale(loss).backward()
        if fp16_scaler is not None:
            fp16_scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip_grad)
        if fp16_scaler is None:
            optimizer.step()
        else:
            fp16_scaler.step(optimizer)
            fp16_scaler.update()
