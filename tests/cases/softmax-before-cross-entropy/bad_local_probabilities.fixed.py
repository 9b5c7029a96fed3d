# The probabilities have a name and are also needed for the accuracy: only the loss should get the logits instead.
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.fc1 = nn.Linear(inputs, 128)
        self.fc2 = nn.Linear(128, classes)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


def train(loader, inputs, classes, epochs=10):
    model = MLP(inputs, classes)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for epoch in range(epochs):
        correct = seen = 0
        for x, y in loader:
            optimizer.zero_grad()
            logits = model(x)
            probs = torch.softmax(logits, dim=1)
            loss = criterion(logits, y)  # error: softmax-before-cross-entropy
            loss.backward()
            optimizer.step()
            correct += (probs.argmax(dim=1) == y).sum().item()
            seen += y.numel()
        print(epoch, correct / seen)
