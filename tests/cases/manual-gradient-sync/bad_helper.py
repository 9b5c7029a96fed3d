# A helper that averages gradients is called although the model is wrapped.
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel as DDP


def average_gradients(model):
    size = float(dist.get_world_size())
    for param in model.parameters():
        if param.grad is not None:
            dist.all_reduce(param.grad, op=dist.ReduceOp.SUM)  # error: manual-gradient-sync
            param.grad /= size


def run(net, loader, rank):
    model = DDP(net.to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.5)
    for data, target in loader:
        optimizer.zero_grad()
        F.nll_loss(F.log_softmax(model(data), dim=1), target).backward()
        average_gradients(model)
        optimizer.step()
