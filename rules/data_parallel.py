"""data-parallel: one process that copies the model in every step."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict
from lintrain.structure import Replicated

ALONE = ("[0]", "(0,)", "['cuda:0']", "[device]", "[torch.device('cuda')]")
"""How a single device is written."""


class DataParallel(StateRule[None, Replicated]):
    """A model is trained under `nn.DataParallel`.

    What it does
    ------------
    Reports a call of `torch.nn.DataParallel`, in a file that trains.

    Why is this bad?
    ----------------
    `DataParallel` is one process with a thread for each device. In every step it copies the model to
    all devices, scatters the batch from the first one and gathers the outputs there, which fills its
    memory first; the threads wait for each other at Python's lock. `DistributedDataParallel` has a
    process for each device, copies nothing but gradients, and hides that behind backward. PyTorch
    recommends it even on a single machine. There are quieter differences: what `forward` stores in
    the module is lost with the copy, and BatchNorm keeps the statistics of the first device alone.

    Example
    -------
    ```python
    import torch
    from torch import nn

    model = nn.DataParallel(nn.Linear(20, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for step in range(10):
        x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.nn.parallel import DistributedDataParallel

    dist.init_process_group("gloo")
    model = DistributedDataParallel(nn.Linear(20, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for step in range(10):
        x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()

    dist.destroy_process_group()
    ```

    The program is started by `torchrun`, with a process for each device.

    Fix safety
    ----------
    There is no fix. Each process needs its own device, a `DistributedSampler`, and to be started by
    `torchrun`: that is a decision about the whole program.

    At run time
    -----------
    Nothing is judged: what there is to see stands in the source.

    Exceptions
    ----------
    Off by default: for a model that is small beside its batch the difference is small, and a single
    process is easier to debug. Silent for a single device (`device_ids=[0]`), for files that do not
    train, which wrap a model to load a checkpoint that was saved wrapped, and for a wrapper that is
    only asked for (`isinstance(model, nn.DataParallel)`).

    References
    ----------
    - PyTorch, `torch.nn.DataParallel` ("It is recommended to use DistributedDataParallel, instead of
      this class, to do multi-GPU training, even if there is only a single node"),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.DataParallel.html
    - S. Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", VLDB
      2020, https://arxiv.org/abs/2006.15704
    """

    code = "LT804"
    name = "data-parallel"
    severity = Severity.ADVICE
    default = False
    runtime = False
    screen = ((b"DataParallel",), (b"backward",))
    event = Replicated

    def violates(self, before: None, event: Replicated) -> bool:
        return event.devices not in ALONE

    def verdict(self, before: None, event: Replicated) -> Verdict:
        return Verdict(
            event.at,
            "`DataParallel` copies the model to all devices in every step, from a single process",
            "Use `DistributedDataParallel`, with a process for each device.",
        )
