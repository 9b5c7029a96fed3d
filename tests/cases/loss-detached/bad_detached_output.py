# The output is detached for the metric, and the loss is computed from the same variable.
import torch
import torch.nn.functional as F


def train(model, loader, accuracy):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        output = model(x).detach()
        accuracy.update(output.argmax(1), y)
        loss = F.cross_entropy(output, y)
        loss.backward()  # error: loss-detached
        optimizer.step()
