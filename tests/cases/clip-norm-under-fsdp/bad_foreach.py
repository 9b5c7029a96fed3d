# An option of the function that the method does not have keeps it from being replaced.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel


def train(net, loader, rank):
    model = FullyShardedDataParallel(net, device_id=rank, use_orig_params=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0)
    criterion = nn.MSELoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        nn.utils.clip_grad_norm_(  # error: clip-norm-under-fsdp
            model.parameters(), 1.0, error_if_nonfinite=True
        )
        optimizer.step()
