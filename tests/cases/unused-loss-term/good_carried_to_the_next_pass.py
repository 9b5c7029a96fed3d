# The loss of a batch decides about the next one: it is read one pass later.
import torch
import torch.nn.functional as F


def train(model, loader, limit):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    hardness = torch.zeros(())
    for x, y, z in loader:
        optimizer.zero_grad()
        output = model(x)
        loss = F.cross_entropy(output, y)
        if hardness > limit:
            loss = loss * 0.5
        hardness = F.mse_loss(output, z)
        loss.backward()
        optimizer.step()
