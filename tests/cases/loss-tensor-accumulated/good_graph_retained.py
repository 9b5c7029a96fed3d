# The graph is retained on purpose: the sum of both losses goes backward once more, elsewhere.
import torch
import torch.nn.functional as F


def collect(model, loader, optimizer, regroup):
    model.train()
    losses = []
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        loss.backward(retain_graph=True)
        losses.append(loss)
    regroup(torch.stack(losses)).backward()
    optimizer.step()
    optimizer.zero_grad()
