# It is switched off in so many words, as the tuning guide recommends.
import torch
from torch import nn

torch.autograd.set_detect_anomaly(False)
torch.autograd.profiler.emit_nvtx(False)


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
