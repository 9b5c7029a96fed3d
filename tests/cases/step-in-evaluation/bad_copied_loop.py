# The loop over the validation data was copied from the training, with all that is in it.
import torch
from torch import nn


def fit(model, train_loader, val_loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        correct = 0
        for x, y in val_loader:
            optimizer.zero_grad()
            output = model(x)
            loss = criterion(output, y)
            loss.backward()
            optimizer.step()  # error: step-in-evaluation
            correct += (output.argmax(1) == y).sum().item()
        print(epoch, correct)
