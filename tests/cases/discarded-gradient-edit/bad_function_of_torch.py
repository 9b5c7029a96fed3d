# NaNs in the gradients are to become zeros, by a function that returns a new tensor.
import torch


class Trainer:
    def __init__(self, net):
        self.net = net
        self.optimizer = torch.optim.Adam(net.parameters())

    def step(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        for p in self.net.parameters():
            if p.grad is not None:
                torch.nan_to_num(p.grad, nan=0.0)  # error: discarded-gradient-edit
        self.optimizer.step()
