"""wrong-accumulation-divisor: divided, but not by how many there are."""

from __future__ import annotations

from itertools import combinations
from math import isclose, prod

from lintrain.events import Reduction, Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict, Witness

CLOSE = 1e-6
"""Divisors are read from single-precision factors such as 0.1."""


def products(divisors: tuple[float, ...]) -> set[float]:
    """Return the products of some or all of the divisors."""
    return {prod(chosen) for n in range(1, len(divisors) + 1) for chosen in combinations(divisors, n)}


class WrongAccumulationDivisor(StateRule[Gradients, Step]):
    """The losses of an accumulation are divided by something other than the number of micro-batches.

    What it does
    ------------
    Compares the number by which each mean loss of an accumulation is divided with the number of
    micro-batches that one step consumes, and asks whether it was divided by that number twice, by
    hand and by a framework.

    Why is this bad?
    ----------------
    After N backwards of mean losses the gradient is N times too large, unless each is divided by N.
    Divided by M, it is N / M times what it should be: with plain SGD exactly a learning rate that
    many times as large, and any clip acts at another threshold than the configured one. It happens
    when the step's guard counts something else than the divisor does, when one of the two is
    changed, and when Accelerate, DeepSpeed or Lightning divide by themselves a loss that was
    divided by hand. The loss that is printed does not show it.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for i, (x, y) in enumerate(zip(inputs.split(16), targets.split(16))):
        loss = criterion(model(x), y) / 2
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
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

    for i, (x, y) in enumerate(zip(inputs.split(16), targets.split(16))):
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
    ```

    Fix safety
    ----------
    There is no fix. Divide by the number of micro-batches, in one place, under the name that the
    guard uses.

    At run time
    -----------
    The backwards of one call site between two steps are counted, and the plain numbers by which the
    whole loss is multiplied or divided are read from its graph. The predicate holds when the loss
    is a mean, it is divided by such a number, and no product of some of them is the count; or when
    the count itself, if it is more than two, is among them twice. Factors alone may be weights.
    What is no accumulation is told in unscaled-accumulation-loss. A window that is shorter than its
    divisor, as the last one of an epoch often is, is told as advice: its few micro-batches weigh
    what they would in a full one.

    Exceptions
    ----------
    Silent for

    - losses that are divided by nothing: that is unscaled-accumulation-loss;
    - in the source, a divisor or a window whose number the file does not show, and a loss that is
      multiplied by anything;
    - sum losses divided by tokens or samples, and divisors that are tensors;
    - micro-batches of unequal shares, each weighted by its own;
    - further factors next to the right one, such as a loss weight;
    - a count of two that is found twice: two is also how many losses are averaged;
    - gradients that are scaled by hand before the step.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient accumulation",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation
    - Accelerate, "Performing gradient accumulation",
      https://huggingface.co/docs/accelerate/usage_guides/gradient_accumulation
    - P. Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017,
      https://arxiv.org/abs/1706.02677
    """

    code = "LT307"
    name = "wrong-accumulation-divisor"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        backward, window = before.repeated, event.window
        if backward is None or window is None or window.length is None or not window.settled:
            return False
        if window.uneven:
            return False
        return backward.loss.reduction is Reduction.MEAN and bool(backward.loss.divisors)

    def violates(self, before: Gradients, event: Step) -> bool:
        if before.edited:
            return False
        divisors, length = self._known(before, event)
        # Two is also how many losses are averaged: dividing by it twice may be meant.
        twice = length > 2 and sum(isclose(d, length, rel_tol=CLOSE) for d in divisors) > 1
        return twice or not any(isclose(p, length, rel_tol=CLOSE) for p in products(divisors))

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        backward, window = before.repeated, event.window
        assert backward is not None and window is not None  # concerns() asked for them
        divisors, length = self._known(before, event)
        by = prod(divisors)
        return Verdict(
            backward.at,
            f"{length} mean losses are summed before this step, and each is divided by {by:g}",
            f"Divide the loss by {length}, once, before `backward()`.",
            (Witness("step", event.at, f"this step uses the sum of {length}", event.text),),
            Severity.ADVICE if window.size is None and by > length and by in divisors else None,
        )

    def _known(self, before: Gradients, event: Step) -> tuple[tuple[float, ...], int]:
        assert before.repeated and event.window and event.window.length  # concerns() asked for them
        return before.repeated.loss.divisors, event.window.length
