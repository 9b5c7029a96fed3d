"""non-finite: the first NaN, and where it came from."""

from __future__ import annotations

from math import isfinite, isnan

from lintrain.findings import Severity
from lintrain.measurements import Birth, NotFinite
from lintrain.rule import StateRule, Verdict

ORIGIN = {
    Birth.DATA: (
        "in the data, `{name}`,",
        "Clean or normalise the data, with an epsilon under each division.",
    ),
    Birth.WEIGHTS: ("in the weights of `{name}`", "Look at what they were initialised or restored from."),
    Birth.FORWARD: ("in the forward pass of `{name}`", "Look for overflow, `log`, `sqrt` or division in it."),
    Birth.LOSS: ("in the loss, `{name}`,", "Compute it from logits, and guard `log`, `sqrt` and division."),
    Birth.BACKWARD: (
        "in backward, in the gradient of `{name}`,",
        "Look for `sqrt`, `norm` or `log` at zero and for overflow; lower the rate or clip.",
    ),
}


class NonFinite(StateRule[None, NotFinite]):
    """A loss, a gradient or a weight is NaN or infinite, and this is where the first one was born.

    What it does
    ------------
    Tells the first time in a run that a loss, a gradient or a weight is not finite, and follows it
    back to its origin: the data, a weight that was loaded so, a module's forward pass, the loss
    function, or backward.

    Why is this bad?
    ----------------
    One NaN is enough: it passes through every sum, reaches all weights with the next step, and
    nothing brings them back. What is seen is a loss of `nan` some steps later, or none at all where
    the log filters it, and the place where it is seen is not the place where it was born. A column
    without variance that is divided by its standard deviation, `log(0)` and `0 / 0` in a loss, a
    batch whose labels are all ignored, the square root of zero, whose gradient is infinite while
    the loss is finite, an overflow of half precision: each wants another repair.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.rand(256, 20), torch.randint(0, 5, (256,))
    inputs[:, 3] = 1.0
    inputs = (inputs - inputs.mean(dim=0)) / inputs.std(dim=0)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
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
    inputs, targets = torch.rand(256, 20), torch.randint(0, 5, (256,))
    inputs[:, 3] = 1.0
    inputs = (inputs - inputs.mean(dim=0)) / (inputs.std(dim=0) + 1e-6)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Repair what the finding names: clean the data, add an epsilon, compute the loss
    from logits, lower the rate, clip.

    At run time
    -----------
    Loss, gradient norm and weights are looked at together, on the sampled steps and whenever the
    loss was not finite. When something is not finite, the inputs, parameters, module outputs and
    the loss of the same or the next step are looked at in the order in which they arise; what comes
    first and had finite inputs is told, once in a run. The line is that of the forward pass, of the
    loss or of backward.

    Exceptions
    ----------
    Silent for gradients of a scaled loss that overflow: a `GradScaler` finds them, skips the step
    and lowers its scale; that is how it works. Silent for values that are not finite and reach
    neither loss nor gradients: masks of minus infinity before a softmax, padding, `torch.where`
    over a guarded branch.

    References
    ----------
    - PyTorch, `torch.autograd.detect_anomaly`,
      https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.detect_anomaly
    - P. Micikevicius et al., "Mixed Precision Training", ICLR 2018, section 3.2,
      https://arxiv.org/abs/1710.03740
    - I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, section 4.1 (overflow and
      underflow), https://www.deeplearningbook.org/contents/numerical.html
    """

    code = "LTR01"
    name = "non-finite"
    severity = Severity.ERROR
    static = False
    yields_to = ("unstable-loss",)
    event = NotFinite

    def violates(self, before: None, event: NotFinite) -> bool:
        skipped = event.scaled and event.born is Birth.BACKWARD
        return not isfinite(event.value) and not skipped

    def verdict(self, before: None, event: NotFinite) -> Verdict:
        value = "NaN" if isnan(event.value) else "infinity"
        where, help_ = ORIGIN[event.born]
        named = where.format(name=event.name) if event.name else where.replace(" `{name}`,", "")
        return Verdict(
            event.at,
            f"the first {value} is born {named} at step {event.step}",
            help_,
        )
