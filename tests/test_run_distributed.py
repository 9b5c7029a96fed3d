"""Two processes over gloo, each of them watched: what only data parallelism can get wrong."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import distributed, nn
from torch.distributed.algorithms.ddp_comm_hooks import default_hooks
from torch.distributed.fsdp import FullyShardedDataParallel, ShardingStrategy
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset
from training import batches, data, mlp, sgd, told

from lintrain.runtime import watch

pytestmark = pytest.mark.slow

cross_entropy = nn.CrossEntropyLoss()


def model() -> Any:
    return DistributedDataParallel(mlp())


def clean() -> None:
    """Accumulation over two, only the second of which is averaged over the ranks."""
    parallel = model()
    optimizer = sgd(parallel)
    for index, (x, y) in enumerate(batches(8)):
        last = index % 2 == 1
        with nullcontext() if last else parallel.no_sync():
            (cross_entropy(parallel(x), y) / 2).backward()
        if last:
            optimizer.step()
            optimizer.zero_grad()


def never_averaged() -> None:
    """The backward that the step follows stands under ``no_sync``, too."""
    parallel = model()
    optimizer = sgd(parallel)
    for x, y in own_batches():
        optimizer.zero_grad()
        with parallel.no_sync():
            cross_entropy(parallel(x), y).backward()
        optimizer.step()


def only_backward_inside() -> None:
    """The forward pass decides, and it stands outside."""
    parallel = model()
    optimizer = sgd(parallel)
    for x, y in batches(4):
        optimizer.zero_grad()
        loss = cross_entropy(parallel(x), y)
        with parallel.no_sync():
            loss.backward()
        optimizer.step()


def only_forward_inside() -> None:
    """The forward pass decides, and it stands inside."""
    parallel = model()
    optimizer = sgd(parallel)
    for x, y in own_batches():
        optimizer.zero_grad()
        with parallel.no_sync():
            loss = cross_entropy(parallel(x), y)
        loss.backward()
        optimizer.step()


def past_the_wrapper() -> None:
    """The module inside is called: nobody averages anything."""
    parallel = model()
    optimizer = sgd(parallel)
    for x, y in own_batches():
        optimizer.zero_grad()
        cross_entropy(parallel.module(x), y).backward()
        optimizer.step()


def replaced_after_wrapping() -> None:
    """A change of precision there and back replaces what the wrapper has hooked."""
    parallel = model().double().float()
    optimizer = sgd(parallel)
    for x, y in own_batches():
        optimizer.zero_grad()
        cross_entropy(parallel(x), y).backward()
        optimizer.step()


def clipped_on_one_rank() -> None:
    """The first rank alone clips."""
    parallel = model()
    optimizer = sgd(parallel)
    for x, y in own_batches():
        optimizer.zero_grad()
        cross_entropy(parallel(x), y).backward()
        if distributed.get_rank() == 0:
            nn.utils.clip_grad_norm_(parallel.parameters(), 0.05)
        optimizer.step()


def averaged_twice(parallel: Any, *, unsynced: bool = False, copied: bool = False) -> None:
    """All gradients are averaged by hand, in place or in a copy that is only looked at."""
    optimizer = sgd(parallel)
    for x, y in own_batches():
        optimizer.zero_grad()
        with parallel.no_sync() if unsynced else nullcontext():
            cross_entropy(parallel(x), y).backward()
        for parameter in parallel.parameters():
            gradient = parameter.grad.clone() if copied else parameter.grad.data
            distributed.all_reduce(gradient)
            gradient /= 2
        optimizer.step()


def averaged_by_a_hook() -> None:
    """A communication hook reduces the very memory of the gradients, inside of backward."""
    parallel = DistributedDataParallel(mlp(), gradient_as_bucket_view=True)
    parallel.register_comm_hook(distributed.group.WORLD, default_hooks.allreduce_hook)
    optimizer = sgd(parallel)
    for x, y in own_batches():
        optimizer.zero_grad()
        cross_entropy(parallel(x), y).backward()
        optimizer.step()


def sharded(clip: Callable[[Any], object], strategy: ShardingStrategy = ShardingStrategy.FULL_SHARD) -> None:
    """A sharded model, whose gradients are clipped in one way or another."""
    cpu = torch.device("cpu")
    parallel = FullyShardedDataParallel(mlp(), device_id=cpu, sharding_strategy=strategy)
    optimizer = sgd(parallel)
    for x, y in own_batches():
        optimizer.zero_grad()
        cross_entropy(parallel(x), y).backward()
        clip(parallel)
        optimizer.step()


def clipped_shards(parallel: Any) -> object:
    return nn.utils.clip_grad_norm_(parallel.parameters(), 0.05)


def clipped_as_a_whole(parallel: Any) -> object:
    return parallel.clip_grad_norm_(0.05)


def own_batches() -> Any:
    """Yield batches that each rank has for itself."""
    own = list(batches(8))
    return own[distributed.get_rank() :: 2]


def epochs(tell: bool) -> None:
    """Two epochs with a distributed sampler."""
    x, y = data()
    dataset = TensorDataset(x, y)
    sampler: DistributedSampler[tuple[torch.Tensor, ...]] = DistributedSampler(dataset)
    loader = DataLoader(dataset, 32, sampler=sampler)
    parallel = model()
    optimizer = sgd(parallel)
    for epoch in range(2):
        if tell:
            sampler.set_epoch(epoch)
        for a, b in loader:
            optimizer.zero_grad()
            cross_entropy(parallel(a), b).backward()
            optimizer.step()


def with_set_epoch() -> None:
    epochs(True)


def without_set_epoch() -> None:
    epochs(False)


LOOPS: dict[str, tuple[Callable[[], None], dict[str, int]]] = {
    "clean": (clean, {}),
    "never averaged": (never_averaged, {"backward-in-no-sync": 0, "ranks-differ": 0}),
    "only backward inside": (only_backward_inside, {"no-sync-misscoped": 0}),
    "only forward inside": (only_forward_inside, {"no-sync-misscoped": 0, "ranks-differ": 0}),
    "past the wrapper": (past_the_wrapper, {"ranks-differ": 0}),
    "replaced after wrapping": (replaced_after_wrapping, {"ranks-differ": 0}),
    "averaged twice": (lambda: averaged_twice(model()), {"manual-gradient-sync": 0}),
    "averaged by hand": (lambda: averaged_twice(model(), unsynced=True), {}),
    "a copy is averaged": (lambda: averaged_twice(model(), copied=True), {}),
    "averaged by a hook": (averaged_by_a_hook, {}),
    "shards are clipped": (lambda: sharded(clipped_shards), {"clip-norm-under-fsdp": 0}),
    "the whole is clipped": (lambda: sharded(clipped_as_a_whole), {}),
    "nothing is sharded": (lambda: sharded(clipped_shards, ShardingStrategy.NO_SHARD), {}),
    "clipped on one rank": (clipped_on_one_rank, {"ranks-differ": 0}),
    "with set_epoch": (with_set_epoch, {}),
    "without set_epoch": (without_set_epoch, {"missing-set-epoch": 4}),
}


def worker(rank: int, port: int, folder: str) -> None:
    """Run every loop on one of two ranks, and write down what was told."""
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    distributed.init_process_group("gloo", rank=rank, world_size=2)
    found = {}
    for name, (loop, _) in LOOPS.items():
        with watch() as run:
            loop()
        found[name] = told(run)
    distributed.destroy_process_group()
    (Path(folder) / f"{rank}.json").write_text(json.dumps(found))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, dict[str, int]]]:
    folder = tmp_path_factory.mktemp("ranks")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    torch.multiprocessing.spawn(worker, (port, str(folder)), nprocs=2)
    return [json.loads((folder / f"{rank}.json").read_text()) for rank in range(2)]


@pytest.mark.parametrize("name", LOOPS)
def test_every_rank_tells(name: str, found: list[dict[str, dict[str, int]]]) -> None:
    _, expected = LOOPS[name]
    assert [each[name] for each in found] == [expected, expected]
