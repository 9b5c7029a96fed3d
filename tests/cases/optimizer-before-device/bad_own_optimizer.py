# Each layer makes an optimizer for itself, and is moved when it is complete.
import torch
from torch import nn


class Layer(nn.Linear):
    def __init__(self, width, out):
        super().__init__(width, out)
        self.optimizer = torch.optim.Adam(self.parameters(), lr=0.03)

    def learn(self, positive, negative):
        for _ in range(100):
            good, bad = self(positive).square().mean(1), self(negative).square().mean(1)
            loss = torch.log(1 + torch.exp(torch.cat([2 - good, bad - 2]))).mean()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()


def build(widths, device):
    layers = []
    for width, out in zip(widths, widths[1:]):
        layers += [Layer(width, out).to(device)]  # error: optimizer-before-device
    return layers


def train(layers, positive, negative):
    for layer in layers:
        layer.learn(positive, negative)


if __name__ == "__main__":
    train(build([784, 500, 500], torch.device("cuda")), torch.rand(8, 784), torch.rand(8, 784))
