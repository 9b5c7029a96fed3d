# What a trainer leaves behind is its own business: after fit() and test() nobody knows the mode.
import lightning as L
import torch
from torch import nn


def main(net: nn.Module, module_of, loaders, test_loader):
    model = nn.Sequential(net, nn.Dropout(0.5))
    nn.functional.mse_loss(model(torch.ones(1)), torch.ones(1)).backward()
    trainer = L.Trainer(max_epochs=3)
    trainer.fit(module_of(model), loaders)
    trainer.test(module_of(model), test_loader)
    correct = 0
    with torch.no_grad():
        for x, y in test_loader:
            correct += (model(x).argmax(1) == y).sum().item()
    print(correct)
