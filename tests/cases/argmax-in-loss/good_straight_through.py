# A straight-through estimator: the forward pass rounds, the backward pass does not.
import torch
import torch.nn.functional as F


def train(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, bits in loader:
        optimizer.zero_grad()
        soft = torch.sigmoid(model(x))
        hard = torch.round(soft)
        code = hard.detach() - soft.detach() + soft
        loss = F.mse_loss(code, bits)
        loss.backward()
        optimizer.step()
