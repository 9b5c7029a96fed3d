# The model that is tested is the last one, and the accuracy that was best is another's.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    right = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return right / len(loader.dataset)


def main(model, loaders, args):
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
    best_acc, epochs_no_improve = 0.0, 0
    for epoch in range(args.epochs):
        train_epoch(model, loaders["train"], optimizer)
        acc = accuracy(model, loaders["val"])
        if acc > best_acc:
            best_acc, epochs_no_improve = acc, 0
        else:
            epochs_no_improve += 1
            if epochs_no_improve == args.patience or epochs_no_improve > 50:  # error: last-instead-of-best
                break
    print("test", accuracy(model, loaders["test"]), "best validation", best_acc)
