# The mask says which entries count; it multiplies the loss and needs no gradient.
import torch
import torch.nn.functional as F


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        scores = model(x)
        confident = (torch.softmax(scores, dim=1).amax(1) > 0.9).float()
        loss = (F.cross_entropy(scores, y, reduction="none") * confident).mean()
        loss.backward()
        optimizer.step()
