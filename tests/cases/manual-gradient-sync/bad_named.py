# The loop goes over the parameters by name, and skips those that are frozen.
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, rank, epochs):
    model = DistributedDataParallel(nn.LSTM(64, 128, batch_first=True).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    criterion = nn.MSELoss()
    for _ in range(epochs):
        for sequence, target in loader:
            optimizer.zero_grad()
            output, _ = model(sequence)
            loss = criterion(output, target)
            loss.backward()
            for name, parameter in model.named_parameters():
                if parameter.requires_grad:
                    dist.all_reduce(parameter.grad)  # error: manual-gradient-sync
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
