"""tiny-clip-threshold: a limit that every gradient exceeds."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict
from lintrain.structure import Called, Given

TINY = 0.01
"""Norms of a model that still learns are seldom so small."""
CLIPS = ("torch.nn.utils.clip_grad_norm_", "torch.nn.utils.clip_grad_norm")


class TinyClipThreshold(StateRule[None, Called]):
    """Gradients are clipped to a norm that ordinary gradients exceed in every step.

    What it does
    ------------
    Looks for calls of `torch.nn.utils.clip_grad_norm_` whose threshold is a number above zero and
    not above 0.01.

    Why is this bad?
    ----------------
    The norm of a whole model's gradient is usually between 0.1 and 10 while it learns. With a
    threshold of 0.01 every step is clipped, a hundredfold: each gets the same length, plain SGD
    becomes a method of fixed steps of `lr * 0.01`, and the learning rate in the configuration says
    nothing. What looks like a learning rate that is too low is not cured by a scheduler. Adam
    divides the factor out again, except for its epsilon, which the small gradients then approach.

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
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.001)
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
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Log the norms that `clip_grad_norm_` returns for some hundred steps, and set
    the threshold above most of them.

    At run time
    -----------
    Thresholds are compared with the norms that the clips found. The predicate is asked, of whatever
    number was passed, where all of two or more clips of an optimizer made the gradient smaller.

    Exceptions
    ----------
    Off by default: what is small depends on the loss, its scale and the model. Silent for
    thresholds that are no literal numbers (in a run they are known), for clipping by value, where
    0.01 is an ordinary threshold, and for DP-SGD libraries, which clip per sample by other means.

    References
    ----------
    - J. Zhang, T. He, S. Sra, A. Jadbabaie, "Why gradient clipping accelerates training", ICLR
      2020, https://arxiv.org/abs/1905.11881
    - T. Brown et al., "Language Models are Few-Shot Learners", NeurIPS 2020, appendix B (the global
      norm is clipped at 1.0), https://arxiv.org/abs/2005.14165
    - PyTorch, `torch.nn.utils.clip_grad_norm_`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
    """

    code = "LT108"
    name = "tiny-clip-threshold"
    severity = Severity.WARNING
    default = False
    screen = ((b"clip_grad_norm",),)
    event = Called

    def concerns(self, before: None, event: Called) -> bool:
        return event.name in CLIPS and _threshold(event) is not None

    def violates(self, before: None, event: Called) -> bool:
        given = _threshold(event)
        return given is not None and isinstance(given.value, int | float) and 0 < given.value <= TINY

    def verdict(self, before: None, event: Called) -> Verdict:
        given = _threshold(event)
        assert given is not None  # concerns() asked for it
        return Verdict(
            given.at,
            f"a threshold of {given.text} is far below ordinary norms: every step is clipped",
            "Log the norms that `clip_grad_norm_` returns, and limit the largest ones only.",
        )


def _threshold(event: Called) -> Given | None:
    return event.given(1, "max_norm")
