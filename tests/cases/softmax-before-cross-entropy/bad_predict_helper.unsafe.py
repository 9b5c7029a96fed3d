# A helper function of the same file wraps the model's call in a softmax, and its result is what the criterion gets.
import torch
from torch import nn


def predict(model, x):
    scores = model(x)
    return scores


def train(model, loader, optimizer, device):
    criterion = nn.CrossEntropyLoss()
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        y_hat = predict(model, x.to(device))
        loss = criterion(y_hat, y.to(device))  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()


def main(loader, device="cpu"):
    model = nn.Sequential(nn.Linear(10, 10), nn.ReLU(), nn.Linear(10, 2)).to(device)
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(50):
        train(model, loader, optimizer, device)
