# The probabilities of several models are averaged before the logarithm: it is one of a sum, which needs one.
import torch


def train(models, loader):
    optimizer = torch.optim.Adam([p for model in models for p in model.parameters()], lr=1e-3)
    for x, y in loader:
        optimizer.zero_grad()
        mixed = torch.stack([torch.softmax(model(x), 1) for model in models]).mean(0).clamp_min(1e-7)
        loss = -mixed.log().gather(1, y[:, None]).mean()
        loss.backward()
        optimizer.step()
