"""update-ratio: steps of the wrong size."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.measurements import StepRatio
from lintrain.rule import StateRule, Verdict

LEAST, MOST = 1e-6, 1e-1
"""A thousandth is usual (CS231n); outside of these nothing is learned, or nothing is kept."""
FIRST = 8
"""Before this step matrices that start at zero move by their whole norm."""


class UpdateRatio(StateRule[None, StepRatio]):
    """A step moves a weight matrix by too small or too large a share of its norm.

    What it does
    ------------
    Reports weight matrices whose step is less than a millionth or more than a tenth of their own
    norm.

    Why is this bad?
    ----------------
    The size of a step says little, its size relative to the weights a lot, for every layer and
    every optimizer alike: about a thousandth is usual. Below a millionth the weights hardly move in
    a whole training, and in half precision do not move at all. Above a tenth each step undoes the
    last ones. A layer that is out of line shows a learning rate that does not fit it, a wrong scale
    of initialisation, or a lost factor in the loss.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(16), targets.split(16)):
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

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(16), targets.split(16)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Change the learning rate, or give the layer one of its own.

    At run time
    -----------
    Values are looked at on sampled steps: 0, the powers of two, the last. On these a part of each
    weight matrix is copied before the step and compared with what it is afterwards. The predicate
    holds from step 8 on for ratios outside of 1e-6 to 1e-1.

    Exceptions
    ----------
    Off by default: warm-ups and decayed rates are small on purpose, and matrices that start at zero
    (LoRA, zero-initialised heads) move by their whole norm at first. Silent before step 8, for
    vectors and scalars, for matrices of zeros, and for steps that moved nothing at all, such as
    those that a `GradScaler` skips.

    References
    ----------
    - A. Karpathy, "CS231n: Neural Networks Part 3", "Ratio of weights:updates",
      https://cs231n.github.io/neural-networks-3/#ratio
    - Y. You, I. Gitman, B. Ginsburg, "Large Batch Training of Convolutional Networks", 2017 (trust
      ratios by layer), https://arxiv.org/abs/1708.03888
    """

    code = "LTR05"
    name = "update-ratio"
    severity = Severity.ADVICE
    default = False
    static = False
    event = StepRatio

    def concerns(self, before: None, event: StepRatio) -> bool:
        return event.step >= FIRST and event.value > 0

    def violates(self, before: None, event: StepRatio) -> bool:
        return event.value < LEAST or event.value > MOST

    def verdict(self, before: None, event: StepRatio) -> Verdict:
        way = "large" if event.value > MOST else "small"
        return Verdict(
            event.at,
            f"the step is {event.value:.1e} times the norm of `{event.name}`, which is {way}",
            "About 1e-3 is usual: look at the learning rate of this group.",
        )
