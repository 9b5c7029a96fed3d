# A script keeps the plain network for saving, wraps it, and sums what the wrapper has averaged.
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("nccl")
rank = dist.get_rank()
net = nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 2)).to(rank)
parallel = DistributedDataParallel(net, device_ids=[rank])
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.0)
criterion = nn.CrossEntropyLoss()

for step in range(500):
    x, y = torch.randn(16, 32, device=rank), torch.randint(0, 2, (16,), device=rank)
    loss = criterion(parallel(x), y)
    optimizer.zero_grad()
    loss.backward()
    for p in net.parameters():
        dist.all_reduce(p.grad)  # error: manual-gradient-sync
    optimizer.step()

if rank == 0:
    torch.save(net.state_dict(), "net.pt")
