# The model is wrapped where there is more than one device.
import torch
import torch.nn.functional as F


def train(model, loader, lr):
    if torch.cuda.device_count() > 1:
        model = torch.nn.DataParallel(model)  # error: data-parallel
    model.cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x.cuda()), y.cuda())
        loss.backward()
        optimizer.step()
