# Must be silent: the accelerator keeps the ranks from averaging while it accumulates.
import torch
from accelerate import Accelerator
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(model, loader, accumulate):
    accelerator = Accelerator(gradient_accumulation_steps=accumulate)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    assert not isinstance(model, DistributedDataParallel) or accelerator.num_processes > 1
    for i, (inputs, labels) in enumerate(loader):
        with accelerator.accumulate(model):
            accelerator.backward(nn.functional.cross_entropy(model(inputs), labels))
            optimizer.step()
            optimizer.zero_grad()
