# The predicted class goes into the loss, and was told to require a gradient when PyTorch complained.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer):
    model.train()
    for image, age in loader:
        optimizer.zero_grad()
        logits = model(image)
        predicted = logits.argmax(dim=1).float()  # error: argmax-in-loss
        predicted.requires_grad_()
        loss = F.l1_loss(predicted, age)
        loss.backward()
        optimizer.step()


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(20):
        train_epoch(model, loader, optimizer)
