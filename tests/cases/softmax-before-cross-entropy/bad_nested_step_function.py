# The defect stands in a step function nested in the training function, with the criterion taken from the enclosing scope.
import torch
from torch import nn


def fit(model, loader, learning_rate, epochs):
    criterion = nn.CrossEntropyLoss(reduction="mean")
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

    def step(x, y):
        optimizer.zero_grad()
        scores = model(x)
        posterior = torch.nn.functional.softmax(scores, dim=-1)
        loss = criterion(posterior, y)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
        entropy = -(posterior * posterior.clamp_min(1e-12).log()).sum(-1).mean()
        return loss.item(), entropy.item()

    model.train()
    for epoch in range(epochs):
        for x, y in loader:
            loss, entropy = step(x, y)
        print(epoch, loss, entropy)
