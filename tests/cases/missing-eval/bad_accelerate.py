# Accelerate prepares a model and leaves its mode alone: the evaluation runs in training mode.
import torch
from accelerate import Accelerator
from torch.nn import functional as F


def main(model, train_loader, eval_loader, epochs):
    accelerator = Accelerator()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model, optimizer, train_loader, eval_loader = accelerator.prepare(model, optimizer, train_loader, eval_loader)
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            accelerator.backward(F.cross_entropy(model(x), y))
            optimizer.step()
        correct = 0
        with torch.no_grad():
            for x, y in eval_loader:
                predicted, y = accelerator.gather_for_metrics((model(x).argmax(1), y))  # error: missing-eval
                correct += (predicted == y).sum().item()
        accelerator.print(epoch, correct)
