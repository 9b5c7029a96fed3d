# fairseq sums the losses of all micro-batches and divides the gradients by what they held.
from torch.nn import functional as F


def train(model, optimizer, loader, window):
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        if (i + 1) % window == 0:
            optimizer.multiply_grads(1.0 / window)
            optimizer.step()
            optimizer.zero_grad()
