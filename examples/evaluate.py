"""An evaluation script: weights are trained briefly, saved, loaded into a fresh model, and tested.

The weights live in a temporary folder, as there is nothing to download. Two mistakes are planted; each is marked by a
comment that names its rule.
"""

import argparse
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

FEATURES = 20
CLASSES = 4


class Classifier(nn.Module):
    def __init__(self, hidden=64, dropout=0.7):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(FEATURES, hidden),
            nn.BatchNorm1d(hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, CLASSES),
        )

    def forward(self, x):
        return self.net(x)


def make_table(centres, count):
    labels = torch.randint(0, CLASSES, (count,))
    return TensorDataset(centres[labels] + 1.5 * torch.randn(count, FEATURES), labels)


def train_and_save(dataset, epochs, path):
    loader = DataLoader(dataset, batch_size=64, shuffle=True)
    model = Classifier()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for epoch in range(epochs):
        for inputs, labels in loader:
            loss = criterion(model(inputs), labels)
            loss.backward()  # planted: missing-zero-grad
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}")
    torch.save(model.state_dict(), path)


def load_and_test(dataset, path):
    loader = DataLoader(dataset, batch_size=64)
    model = Classifier()
    model.load_state_dict(torch.load(path, weights_only=True))
    correct = 0
    with torch.no_grad():
        for inputs, labels in loader:
            logits = model(inputs)  # planted: missing-eval
            correct += (logits.argmax(dim=1) == labels).sum().item()
    return correct / len(dataset)


def main():
    parser = argparse.ArgumentParser(description="Train briefly, save, load, test")
    parser.add_argument("--epochs", type=int, default=3)
    args = parser.parse_args()

    torch.manual_seed(0)
    centres = torch.randn(CLASSES, FEATURES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "classifier.pt"
        train_and_save(make_table(centres, 2048), args.epochs, path)
        accuracy = load_and_test(make_table(centres, 512), path)
    print(f"test accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
