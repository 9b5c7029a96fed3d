# A script shards its transformer, and clips it as if it were whole.
import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel

dist.init_process_group("nccl")
device = dist.get_rank()
torch.cuda.set_device(device)
layer = nn.TransformerEncoderLayer(512, 8, batch_first=True)
model = FullyShardedDataParallel(nn.TransformerEncoder(layer, 12), device_id=device)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)

for step in range(1000):
    x = torch.randn(4, 128, 512, device=device)
    optimizer.zero_grad()
    loss = (model(x) - x).square().mean()
    loss.backward()
    model.clip_grad_norm_(max_norm=1.0)  # error: clip-norm-under-fsdp
    optimizer.step()
