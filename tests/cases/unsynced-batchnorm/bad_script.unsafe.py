# A script knows torch by its own name only, and normalises over six voxel grids at a time.
import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

BATCH = 6

dist.init_process_group("nccl")
device = dist.get_rank()
dataset = TensorDataset(torch.randn(600, 1, 16, 16, 16), torch.randn(600, 8))
sampler = DistributedSampler(dataset)
loader = DataLoader(dataset, batch_size=BATCH, sampler=sampler)
net = torch.nn.Sequential(
    torch.nn.Conv3d(1, 8, 16), torch.nn.BatchNorm3d(8), torch.nn.Flatten(), torch.nn.Linear(8, 8)
)
model = DistributedDataParallel(torch.nn.SyncBatchNorm.convert_sync_batchnorm(net.to(device)), device_ids=[device])  # error: unsynced-batchnorm
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

for epoch in range(20):
    sampler.set_epoch(epoch)
    for x, y in loader:
        optimizer.zero_grad()
        loss = (model(x.to(device)) - y.to(device)).square().mean()
        loss.backward()
        optimizer.step()
