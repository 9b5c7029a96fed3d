# Model and loss both come from other files; here they meet.
import torch

import losses
import models.net


def train(loader):
    model = models.net.make_net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = losses.criterion(model(x), y)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
