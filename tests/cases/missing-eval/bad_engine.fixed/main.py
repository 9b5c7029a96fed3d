# The script says when to train and when to validate; both stand in another file.
import torch

from engine import train, validate
from net import Net


def main(train_loader, val_loader):
    model = Net()
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(10):
        train(model, train_loader, optimizer)
        print(epoch, validate(model, val_loader))
