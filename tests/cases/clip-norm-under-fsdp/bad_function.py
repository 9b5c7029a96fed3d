# The model comes from elsewhere and is sharded here, with an automatic wrapping policy.
import functools

import torch
from torch.distributed.fsdp import FullyShardedDataParallel as FSDP
from torch.distributed.fsdp import ShardingStrategy
from torch.distributed.fsdp.wrap import size_based_auto_wrap_policy
from torch.nn.utils import clip_grad_norm_


def train(model, loader, rank, max_norm=1.0):
    policy = functools.partial(size_based_auto_wrap_policy, min_num_params=20_000)
    model = FSDP(model, auto_wrap_policy=policy, sharding_strategy=ShardingStrategy.SHARD_GRAD_OP)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    model.train()
    for batch in loader:
        optimizer.zero_grad()
        loss = model(batch["ids"].to(rank), labels=batch["labels"].to(rank)).loss
        loss.backward()
        norm = clip_grad_norm_(model.parameters(), max_norm)  # error: clip-norm-under-fsdp
        optimizer.step()
        print(f"loss {loss.item():.3f} norm {norm.item():.2f}")
