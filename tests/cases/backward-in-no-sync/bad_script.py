# A script with a scaler keeps both halves of each batch from being averaged.
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("nccl")
rank = dist.get_rank()
torch.cuda.set_device(rank)

model = DistributedDataParallel(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)).cuda(), device_ids=[rank])
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
scaler = torch.amp.GradScaler("cuda")

for step in range(1000):
    images = torch.randn(64, 1, 28, 28, device="cuda")
    labels = torch.randint(0, 10, (64,), device="cuda")
    optimizer.zero_grad(set_to_none=True)
    for half in range(2):
        x, y = images[half * 32 : half * 32 + 32], labels[half * 32 : half * 32 + 32]
        with model.no_sync(), torch.autocast("cuda", dtype=torch.float16):
            loss = F.cross_entropy(model(x), y) / 2
            scaler.scale(loss).backward()
    scaler.step(optimizer)  # error: backward-in-no-sync
    scaler.update()
