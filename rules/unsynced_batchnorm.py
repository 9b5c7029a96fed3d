"""unsynced-batchnorm: each rank normalises by its own handful of samples."""

from __future__ import annotations

from lintrain.events import NormalisedApart
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict

LEAST = 16
"""Below, the error of batch normalisation rises in the comparison of Wu and He (figure 1)."""


class UnsyncedBatchnorm(StateRule[None, NormalisedApart]):
    """Under data parallelism BatchNorm sees fewer than 16 samples of a batch that is larger.

    What it does
    ------------
    Reports a model with BatchNorm layers in `DistributedDataParallel`, without `SyncBatchNorm`, when
    each rank gives it fewer than 16 samples. In the source the layers have to be certain, and the
    batch size of the loaders with a sampler a number.

    Why is this bad?
    ----------------
    Data parallelism averages gradients and nothing else. A batch of 64 on 16 devices is 16 batches of
    four for BatchNorm, each normalised by its own mean and variance, which are noise; the running
    averages that are saved are those of rank 0. On ImageNet the error of ResNet-50 rises from 23.6 %
    at 32 samples per device to 34.7 % at two. `SyncBatchNorm` takes the statistics over all ranks, at
    the price of two small messages per layer; group normalisation needs no batch at all.

    Example
    -------
    ```python
    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.nn.parallel import DistributedDataParallel
    from torch.utils.data import DataLoader, DistributedSampler, TensorDataset


    def train():
        torch.manual_seed(0)
        dataset = TensorDataset(torch.randn(64, 20), torch.randint(0, 5, (64,)))
        sampler = DistributedSampler(dataset)
        loader = DataLoader(dataset, batch_size=4, sampler=sampler)
        net = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 5))
        model = DistributedDataParallel(net)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.CrossEntropyLoss()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()


    if __name__ == "__main__":
        dist.init_process_group("gloo")
        train()
        dist.destroy_process_group()
    ```

    To be started by `torchrun --nproc-per-node=2`.

    Use instead
    -----------
    ```python
    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.nn.parallel import DistributedDataParallel
    from torch.utils.data import DataLoader, DistributedSampler, TensorDataset


    def train():
        torch.manual_seed(0)
        dataset = TensorDataset(torch.randn(64, 20), torch.randint(0, 5, (64,)))
        sampler = DistributedSampler(dataset)
        loader = DataLoader(dataset, batch_size=4, sampler=sampler)
        net = nn.Sequential(nn.Linear(20, 32), nn.GroupNorm(4, 32), nn.ReLU(), nn.Linear(32, 5))
        model = DistributedDataParallel(net)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.CrossEntropyLoss()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()


    if __name__ == "__main__":
        dist.init_process_group("gloo")
        train()
        dist.destroy_process_group()
    ```

    To be started by `torchrun --nproc-per-node=2`.

    On GPUs, `nn.SyncBatchNorm.convert_sync_batchnorm(net)` keeps the model as it is.

    Fix safety
    ----------
    The fix is unsafe. It converts the model where it is wrapped, by
    `SyncBatchNorm.convert_sync_batchnorm`. That changes the numbers, costs communication in every
    layer, and works on GPUs only.

    Nothing is changed where `torch` or `torch.nn` has no plain name in the file.

    At run time
    -----------
    The first batch that each BatchNorm layer inside a `DistributedDataParallel` model sees in training
    mode is counted. Judged on every rank of a group of two or more.

    Exceptions
    ----------
    Off by default: it depends on the batch whether it matters, and recipes are reproduced as they are.
    Silent for 16 samples and more, for frozen layers and those without running statistics, for
    programs that speak of `SyncBatchNorm`, and for batch sizes that are not written out.

    References
    ----------
    - Y. Wu and K. He, "Group Normalization", ECCV 2018, table 2, https://arxiv.org/abs/1803.08494
    - C. Peng et al., "MegDet: A Large Mini-Batch Object Detector", CVPR 2018, section 3.3
      (cross-GPU batch normalization), https://arxiv.org/abs/1711.07240
    - PyTorch, `torch.nn.SyncBatchNorm`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html
    """

    code = "LT803"
    name = "unsynced-batchnorm"
    severity = Severity.ADVICE
    default = False
    screen = (
        (b"DistributedDataParallel",),
        (b"DataLoader",),
        (b"BatchNorm", b"torchvision", b"timm", b"transformers"),
    )
    event = NormalisedApart

    def violates(self, before: None, event: NormalisedApart) -> bool:
        return event.batch < LEAST

    def verdict(self, before: None, event: NormalisedApart) -> Verdict:
        return Verdict(
            event.at,
            f"each rank normalises by its own {event.batch} samples: `{event.kind}` does not see the others",
            "Convert the model with `nn.SyncBatchNorm.convert_sync_batchnorm`, or use GroupNorm.",
        )
