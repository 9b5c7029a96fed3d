# Must be silent: distributed autograd keeps gradients in its context, which is new for every batch.
import torch
import torch.distributed.autograd as dist_autograd
from torch.distributed.optim import DistributedOptimizer


def run_trainer(model, parameter_rrefs, batches):
    optimizer = DistributedOptimizer(torch.optim.SGD, parameter_rrefs, lr=0.05)
    criterion = torch.nn.CrossEntropyLoss()
    for epoch in range(10):
        for indices, offsets, target in batches:
            with dist_autograd.context() as context_id:
                output = model(indices, offsets)
                loss = criterion(output, target)
                dist_autograd.backward(context_id, [loss])
                optimizer.step(context_id)
