# Whichever branch is taken, the supervised term is overwritten.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, contrastive):
    model.train()
    for one, two, label in loader:
        optimizer.zero_grad()
        first, second = model(one), model(two)
        loss = F.cross_entropy(first, label)  # error: overwritten-loss
        if contrastive:
            loss = F.cosine_embedding_loss(first, second, torch.ones(len(first)))
        else:
            loss = F.mse_loss(first, second)
        loss.backward()
        optimizer.step()


def main(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(5):
        train_epoch(model, loader, optimizer, contrastive=True)
