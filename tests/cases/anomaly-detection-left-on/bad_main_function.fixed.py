# The main function switches it on before it builds anything.
import argparse

import torch
from torch import autograd, nn, optim


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--lr", type=float, default=0.1)
    args = parser.parse_args()

    torch.backends.cudnn.benchmark = True

    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
    for epoch in range(args.epochs):
        train(model, optimizer, load_batches(epoch))


def load_batches(seed):
    generator = torch.Generator().manual_seed(seed)
    for _ in range(100):
        yield torch.rand(64, 784, generator=generator), torch.randint(0, 10, (64,), generator=generator)


def train(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    for x, y in batches:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    main()
