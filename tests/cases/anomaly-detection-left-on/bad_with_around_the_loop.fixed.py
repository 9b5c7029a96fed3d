# The whole loop over the batches stands under the context manager.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, device):
    model.train()
    total = 0.0
    # slow, but the traceback helps
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x.to(device)), y.to(device))
        loss.backward()
        optimizer.step()

        # logged every hundred steps
        if step % 100 == 0:
            print(step, loss.item())
        total += loss.item()
    return total / len(loader)
