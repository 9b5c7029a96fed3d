# Must be silent: the documented order, scale, backward, unscale_, clip, step, update, in a function that is given all three objects.
import torch


def train_one_epoch(model, criterion, optimizer, scaler, loader, device, max_norm):
    model.train()
    for image, target in loader:
        image, target = image.to(device), target.to(device)
        with torch.amp.autocast("cuda"):
            loss = criterion(model(image), target)
        optimizer.zero_grad()
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        scaler.step(optimizer)
        scaler.update()
