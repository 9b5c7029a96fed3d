"""mean-of-means: equal weight for unequal parts."""

from __future__ import annotations

from lintrain.events import Reduction, Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict, Witness

TOLERATED = 0.05
"""A few per cent change a gradient less than the choice of the batch does."""


class MeanOfMeans(StateRule[Gradients, Step]):
    """Micro-batches with different numbers of targets are averaged with equal weight.

    What it does
    ------------
    Counts the targets (labels that are not ignored) over which each loss of an accumulation is a
    mean, and reports a step whose micro-batches differ in it by more than 5 per cent.

    Why is this bad?
    ----------------
    The mean of means is not the mean. A micro-batch of 10 tokens gets the same weight as one of
    1000, so that each token of the short one counts a hundred times as much. Language models with
    padding or masked prompts were trained this way by several libraries until 2024: the same data
    gave another result with accumulation than without. What is wanted is the sum of all losses of
    the window, divided by all of its targets.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss(ignore_index=-100)
    targets[torch.arange(256) % 32 < 12] = -100

    for i, (x, y) in enumerate(zip(inputs.split(16), targets.split(16))):
        loss = criterion(model(x), y) / 2
        loss.backward()
        if (i + 1) % 2 == 0:
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
    criterion = nn.CrossEntropyLoss(ignore_index=-100, reduction="sum")
    targets[torch.arange(256) % 32 < 12] = -100

    for xs, ys in zip(inputs.split(32), targets.split(32)):
        count = (ys != -100).sum()
        for x, y in zip(xs.split(16), ys.split(16)):
            loss = criterion(model(x), y) / count
            loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    ```

    Fix safety
    ----------
    There is no fix. Collect the micro-batches of a window first, count their targets, and divide
    each sum by the count.

    At run time
    -----------
    The number of targets of each cross-entropy is taken from the loss's graph before backward,
    where PyTorch keeps it, and read with the next sample. The predicate holds when the losses of
    one window are means over numbers that differ by more than 5 per cent.

    Exceptions
    ----------
    Off by default: where the parts differ a little, or at random, so does the result, and many
    recipes accept that. Silent for sum losses, for losses whose graph does not tell the number, and
    for windows of one.

    References
    ----------
    - Hugging Face, "Fixing Gradient Accumulation", 2024,
      https://huggingface.co/blog/gradient_accumulation
    - PyTorch, `torch.nn.CrossEntropyLoss` (`ignore_index`, `reduction`),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
    """

    code = "LT310"
    name = "mean-of-means"
    severity = Severity.WARNING
    default = False
    static = False
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        counted = event.window is not None and len(event.window.targets) > 1
        even = event.window is None or not event.window.uneven
        return counted and even and before.repeated is not None and not before.edited

    def violates(self, before: Gradients, event: Step) -> bool:
        assert before.repeated is not None and event.window is not None  # concerns() asked for them
        least, most = min(event.window.targets), max(event.window.targets)
        return before.repeated.loss.reduction is Reduction.MEAN and most - least > TOLERATED * most

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        assert before.repeated is not None and event.window is not None  # concerns() asked for them
        least, most = min(event.window.targets), max(event.window.targets)
        return Verdict(
            before.repeated.at,
            f"means over {least:g} to {most:g} targets are added with equal weight",
            "Sum the losses, and divide by the number of targets in the whole window.",
            (Witness("step", event.at, "this step uses the sum of the means", event.text),),
        )
