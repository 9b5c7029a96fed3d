# The decision is the target: the model's own, on data that it was not told the labels of.
import torch
import torch.nn.functional as F


def adapt(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model.train()
    for weak, strong in loader:
        with torch.no_grad():
            labels = model(weak).argmax(dim=1)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(strong), labels)
        loss.backward()
        optimizer.step()
