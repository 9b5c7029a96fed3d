# The closure that the optimizer calls reads the loss that stands around it.
import torch
import torch.nn.functional as F


def train(model, loader, report):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()

    def show(step):
        report(step, float(gap))

    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        output = model(x)
        loss = F.mse_loss(output, y)
        gap = F.l1_loss(output, y)
        loss.backward()
        optimizer.step()
        show(step)
