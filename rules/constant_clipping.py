"""constant-clipping: a threshold that every step exceeds."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.measurements import ClippedShare
from lintrain.rule import StateRule, Verdict

CLIPS = 10
"""So many steps have to agree."""


class ConstantClipping(StateRule[None, ClippedShare]):
    """Clipping makes the gradients smaller in every single step.

    What it does
    ------------
    Reports a clip with a finite threshold that has acted in each of at least ten steps.

    Why is this bad?
    ----------------
    Clipping is there for outliers. Where it acts always, every gradient gets the same length, and
    the threshold is part of the learning rate: SGD becomes a method of fixed steps that cannot slow
    down near a minimum, and a decay inside the gradient, or another micro-batch count, changes the
    training in ways that nobody set. A threshold that was copied from another model, or a loss that
    is summed where it was averaged, looks like this.

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

    for x, y in zip(inputs.split(16), targets.split(16)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.01)
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
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=5.0)
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Look at the norms that the finding tells, and set the threshold so that it
    meets the largest ones only.

    At run time
    -----------
    Each clip's threshold is compared with the norm that it found. The predicate holds when all of
    ten or more of them exceeded it. Told with the median of norm over threshold.

    Exceptions
    ----------
    Off by default: the first steps of a large model exceed its threshold for a while, by design,
    and a short run sees nothing else. Silent for fewer than ten clips, for infinite thresholds, and
    if a single step stayed below.

    References
    ----------
    - J. Zhang, T. He, S. Sra, A. Jadbabaie, "Why gradient clipping accelerates training", ICLR
      2020, https://arxiv.org/abs/1905.11881
    - PyTorch, `torch.nn.utils.clip_grad_norm_`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
    """

    code = "LTR09"
    name = "constant-clipping"
    severity = Severity.ADVICE
    default = False
    static = False
    yields_to = ("tiny-clip-threshold",)
    event = ClippedShare

    def concerns(self, before: None, event: ClippedShare) -> bool:
        return event.clips >= CLIPS

    def violates(self, before: None, event: ClippedShare) -> bool:
        return event.value >= 1

    def verdict(self, before: None, event: ClippedShare) -> Verdict:
        usual = (
            f": the norm is about {event.usual:.3g} times the threshold" if event.usual is not None else ""
        )
        return Verdict(
            event.at,
            f"all of {event.clips} steps were clipped{usual}",
            "Raise the threshold so that it meets outliers only.",
        )
