"""learning-rate-out-of-range: a rate with which nobody trains."""

from __future__ import annotations

from lintrain.events import LearningRate
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict

MOST_ADAM = 0.1
"""Each weight moves by about the rate: a hundred times the usual 1e-3 is of the size of the weights."""
MOST_SGD = 10.0
"""Published recipes end near 1, those of very large batches below 10."""


class LearningRateOutOfRange(StateRule[None, LearningRate]):
    """A step is made at a learning rate that is zero, or far above what the optimizer is used with.

    What it does
    ------------
    Reports a step of an optimizer of the Adam family at a rate of 0.1 or more, one of SGD at more
    than 10, and one of any at exactly zero. The source is judged where the rate is a number, the
    optimizer holds the parameters of a model, and nothing in sight sounds like a schedule.

    Why is this bad?
    ----------------
    Adam moves each weight by about its learning rate, whatever the gradient: at 0.1 a weight of
    ordinary size is gone after a few steps. SGD's step is rate times gradient, so that larger rates
    are possible, but above 10 it is mostly a typing mistake. A rate of zero trains nothing: a
    schedule in steps that was given epochs, or an integer division in a lambda.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
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
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Look for the unit of the schedule first, then for the value.

    At run time
    -----------
    The rate of each parameter group is read at each step, where it is a plain number. Zero counts
    from the second step on: a warm-up may start from it.

    Exceptions
    ----------
    Off by default: the right rate is a matter of the model. Silent for rates that are tensors, for
    optimizers other than SGD and the Adam family at large rates, and for groups with a rate of zero
    next to others (frozen parts). The source is silent where the number may not be the rate of the
    steps: base rates of 1.0 or 0 under a schedule, warm-ups, code that writes to `param_groups`; and
    where an image or another tensor is optimised, which takes larger steps than weights.

    References
    ----------
    - D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, section 2.1
      (the step is bounded by the rate), https://arxiv.org/abs/1412.6980
    - PyTorch, "How to adjust learning rate",
      https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
    """

    code = "LT504"
    name = "learning-rate-out-of-range"
    severity = Severity.ADVICE
    default = False
    screen = ((b"lr", b"Adam", b"SGD"), (b"parameters",), (b"backward", b"step"))
    event = LearningRate

    def violates(self, before: None, event: LearningRate) -> bool:
        if event.value == 0:
            return event.step != 0
        adam = event.kind.startswith("Adam") or event.kind in ("NAdam", "RAdam")
        return (adam and event.value >= MOST_ADAM) or (event.kind == "SGD" and event.value > MOST_SGD)

    def verdict(self, before: None, event: LearningRate) -> Verdict:
        zero = event.value == 0
        return Verdict(
            event.at,
            "the learning rate is zero: this step changes nothing"
            if zero
            else f"a learning rate of {event.value:g} is far above what {event.kind} is used with",
            "Look at the schedule, and at the unit it counts in." if zero else "Check the value.",
        )
