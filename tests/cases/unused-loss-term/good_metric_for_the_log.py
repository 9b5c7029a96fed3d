# The second loss is a metric: it is read as a number and printed.
import torch
import torch.nn.functional as F


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        output = model(x)
        loss = F.mse_loss(output, y)
        error = F.l1_loss(output, y)
        loss.backward()
        optimizer.step()
        if step % 20 == 0:
            print(step, loss.item(), error.item())
