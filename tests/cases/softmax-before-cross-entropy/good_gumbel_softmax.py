# `F.gumbel_softmax` samples a discrete code inside forward; the decoder's Linear makes logits of it.
import torch
import torch.nn.functional as F
from torch import nn


class DiscreteBottleneck(nn.Module):
    def __init__(self, inputs, codes, classes):
        super().__init__()
        self.encoder = nn.Linear(inputs, codes)
        self.decoder = nn.Linear(codes, classes)

    def forward(self, x, tau):
        code = F.gumbel_softmax(self.encoder(x), tau=tau, hard=True)
        return self.decoder(code)


def train(loader, inputs, classes, codes=32):
    model = DiscreteBottleneck(inputs, codes, classes)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    tau = 1.0
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x, tau), y)
        loss.backward()
        optimizer.step()
        tau = max(0.1, tau * 0.999)
