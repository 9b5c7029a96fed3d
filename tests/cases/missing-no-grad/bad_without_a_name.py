# Only parts of torch were imported, so that no_grad has no name to be called by.
from torch import nn, optim


def predictions(model, loader):
    model.eval()
    for x, _ in loader:
        yield model(x).argmax(1)


def validate(model, val_loader):
    model.eval()
    losses = []
    for x, y in val_loader:
        loss = nn.functional.cross_entropy(model(x), y)  # error: missing-no-grad
        losses.append(loss.item())
    return sum(losses)


def fit(model, train_loader, val_loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        print(validate(model, val_loader))
