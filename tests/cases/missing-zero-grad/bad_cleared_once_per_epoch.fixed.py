# zero_grad() stands at the head of the epoch, while backward and step run once per batch.
import torch
import torch.nn.functional as F


def train_epoch(model, optimizer, loader, epoch, log_interval=10):
    model.train()
    optimizer.zero_grad()
    for batch_idx, (data, target) in enumerate(loader):
        optimizer.zero_grad()
        output = model(data)
        loss = F.cross_entropy(output, target)
        loss.backward()  # error: missing-zero-grad
        optimizer.step()
        if batch_idx % log_interval == 0:
            print(f"{epoch} [{batch_idx}/{len(loader)}] {loss.item():.6f}")


def main(model, loader, epochs=14):
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
    for epoch in range(1, epochs + 1):
        train_epoch(model, optimizer, loader, epoch)
