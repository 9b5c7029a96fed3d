# Over several workers the gradients are summed, and then divided: into nothing.
import torch
import torch.distributed as dist


def average_gradients(model):
    size = float(dist.get_world_size())
    for param in model.parameters():
        if param.grad is not None:
            dist.all_reduce(param.grad, op=dist.ReduceOp.SUM)
            param.grad /= size  # error: discarded-gradient-edit


def update(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    average_gradients(model)
    optimizer.step()
    return torch.stack([p.detach().norm() for p in model.parameters()])
