# The functions under the wrapper are called one by one, with replicas that are kept.
import torch
from torch.nn.parallel import parallel_apply, scatter


def forward(replicas, x, devices):
    return parallel_apply(replicas, scatter(x, devices), devices=devices)


def train(replicas, loader, devices):
    """Without DataParallel: the replicas learn apart."""
    optimizer = torch.optim.SGD([p for r in replicas for p in r.parameters()], lr=0.1)
    for x in loader:
        optimizer.zero_grad()
        losses = [output.square().mean() for output in forward(replicas, x, devices)]
        for loss in losses:
            loss.backward()
        optimizer.step()
