# The DeepSpeed engine is the model: it is still in training mode when it is measured.
import deepspeed
import torch
from torch.nn import functional as F


def main(args, net, train_loader, val_loader):
    engine, _, _, _ = deepspeed.initialize(args=args, model=net, model_parameters=net.parameters())
    for epoch in range(args.epochs):
        engine.train()
        for x, y in train_loader:
            engine.backward(F.cross_entropy(engine(x), y))
            engine.step()
        correct = 0
        engine.eval()
        with torch.no_grad():
            for x, y in val_loader:
                correct += (engine(x).argmax(1) == y).sum().item()  # error: missing-eval
        print(epoch, correct)
