# Must be silent: a batch is split into weighted fragments, cleared before and stepped after the inner loop.
import torch.nn.functional as F


def train(model, optimizer, loader, fragment=16):
    for images, labels in loader:
        optimizer.zero_grad()
        for x, y in zip(images.split(fragment), labels.split(fragment)):
            loss = F.cross_entropy(model(x), y) * (len(x) / len(images))
            loss.backward()
        optimizer.step()
