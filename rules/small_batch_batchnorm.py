"""small-batch-batchnorm: statistics over a handful of samples."""

from __future__ import annotations

from lintrain.events import BatchNormalised
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness

LEAST = 16
"""Below, the error of batch normalisation rises in the comparison of Wu and He (figure 1)."""


class SmallBatchBatchnorm(StateRule[None, BatchNormalised]):
    """A batch-norm layer in training mode takes its statistics over fewer than 16 samples.

    What it does
    ------------
    Reports a BatchNorm layer in training mode that is given a batch of fewer than 16 samples on one
    device. `SyncBatchNorm` counts the samples of all ranks. In the source the layer has to be certain,
    the model trained on what comes out of a loader, and the batch size of every loader that trains a
    number.

    Why is this bad?
    ----------------
    BatchNorm normalises by the mean and the variance of the batch. Of few samples these are noise,
    which the training learns to live with and the evaluation, by running averages, does not show:
    the gap between training and evaluation grows. Group normalisation was made for this case: at
    two samples per device its error on ImageNet is 10.6 points lower. PyTorch raises for one
    sample of one position, and for nothing else.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(64, 20), torch.randint(0, 5, (64,)))
    loader = DataLoader(dataset, batch_size=8, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(2):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(64, 20), torch.randint(0, 5, (64,)))
    loader = DataLoader(dataset, batch_size=8, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.GroupNorm(8, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(2):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
    ```

    Fix safety
    ----------
    The fix is unsafe. It replaces the BatchNorm layers of the class, or of the statement, that builds
    them by `GroupNorm`, with at most 32 groups of four channels or more. The model then computes
    something else, and its running statistics are gone: old checkpoints do not load.

    Nothing is changed where the layers are not built in the file or not called by the name of their
    module, and where the number of channels is not written out or smaller than four. Larger batches,
    or `SyncBatchNorm` over several devices, help as well.

    At run time
    -----------
    Forward passes of batch-norm layers are observed. The predicate holds when one in training mode
    that uses batch statistics gets fewer than 16 samples (the size of the first dimension). Told
    once for each layer's class and call.

    Exceptions
    ----------
    Off by default: large images carry many positions per sample, recipes with small batches exist,
    and the last batch of an epoch may be small. Silent for layers in evaluation mode and for
    instance, group and layer normalisation. In the source silent, too, where a loader has a
    `collate_fn` or a `batch_sampler`, where the batch is reshaped so that it may hold more samples,
    and where the program speaks of frozen layers.

    Under `DistributedDataParallel`, unsynced-batchnorm speaks instead where it is asked.

    References
    ----------
    - Y. Wu and K. He, "Group Normalization", ECCV 2018, https://arxiv.org/abs/1803.08494
    - S. Ioffe, "Batch Renormalization: Towards Reducing Minibatch Dependence in Batch-Normalized
      Models", NeurIPS 2017, https://arxiv.org/abs/1702.03275
    - PyTorch, `torch.nn.SyncBatchNorm`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html
    """

    code = "LT702"
    name = "small-batch-batchnorm"
    severity = Severity.ADVICE
    default = False
    screen = ((b"DataLoader",), (b"backward",))
    yields_to = ("unsynced-batchnorm",)
    event = BatchNormalised

    def violates(self, before: None, event: BatchNormalised) -> bool:
        return event.batch < LEAST

    def verdict(self, before: None, event: BatchNormalised) -> Verdict:
        built = [Witness("layer", event.layer, "the layer is built here")] if event.layer is not None else []
        samples = "sample" if event.batch == 1 else "samples"
        return Verdict(
            event.at,
            f"`{event.kind}` takes its statistics over {event.batch} {samples}",
            "Use `GroupNorm` or `LayerNorm`, or larger batches.",
            (*built, *(Witness("wrapped", place, "") for place in event.wrapped)),
        )
