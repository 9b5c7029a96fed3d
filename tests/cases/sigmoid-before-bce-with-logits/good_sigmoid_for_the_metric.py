# The sigmoid is taken for the metric, after the loss has had the scores under the same name.
import torch
from torch import nn


def run(model, loader, metric):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
        output = torch.sigmoid(output)
        metric.update(output.detach(), y)
    return metric.compute()
