# Mixed precision, everything in place but the clear.
import torch
from torch.amp import GradScaler, autocast


def train_fn(loader, model, optimizer, loss_fn, scaler, device="cuda"):
    model.train()
    for batch_idx, (data, targets) in enumerate(loader):
        data = data.to(device=device)
        targets = targets.float().unsqueeze(1).to(device=device)
        with autocast("cuda"):
            predictions = model(data)
            loss = loss_fn(predictions, targets)
        scaler.scale(loss).backward()  # error: missing-zero-grad
        scaler.step(optimizer)
        scaler.update()
        if batch_idx % 20 == 0:
            print(batch_idx, loss.item())


def main(model, loader):
    model = model.to("cuda")
    loss_fn = torch.nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    scaler = GradScaler("cuda")
    for _ in range(30):
        train_fn(loader, model, optimizer, loss_fn, scaler)
