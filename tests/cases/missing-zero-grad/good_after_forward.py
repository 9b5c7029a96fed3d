# Must be silent: zero_grad stands between the forward pass and backward, as many tutorials have it.
import torch
import torch.nn as nn


class UNetTrainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.RMSprop(net.parameters(), lr=lr)

    def train_epoch(self, loader):
        self.net.train()
        epoch_loss = 0.0
        for batch in loader:
            masks = self.net(batch["image"])
            loss = self.criterion(masks, batch["mask"])
            epoch_loss += loss.item()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return epoch_loss / len(loader)
