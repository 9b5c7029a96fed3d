"""exploding-gradients: norms a hundred times too large, and nothing that limits them."""

from __future__ import annotations

from math import isfinite

from lintrain.events import Reduction
from lintrain.findings import Severity
from lintrain.measurements import GradientNorm
from lintrain.rule import StateRule, Verdict

MOST = 100.0
"""Healthy training stays between 0.1 and 10; above 100 it is one outlier away from divergence."""
GROWTH = 10.0
"""Of one batch over the median of the earlier ones: the noise of batches stays well below."""
CLIPPED_AT = 1.0
"""The usual threshold of a clip. Smaller norms may grow as they like."""


class ExplodingGradients(StateRule[None, GradientNorm]):
    """The norm of the gradients is far above what training stays stable at, and no clip limits it.

    What it does
    ------------
    Reports a step that is about to use gradients whose total norm is above 100, or ten times the
    median of what was measured before, when no clip has limited them.

    Why is this bad?
    ----------------
    In a deep or recurrent network the gradient is a product of many Jacobians, and grows or shrinks
    with the depth. One step along a gradient of norm 1000 throws the weights far from where the
    loss was measured. SGD is lost at once; Adam divides by its second moment, which stays inflated
    for hundreds of steps, in which the model hardly moves. The loss spikes or turns into NaN, days
    into a run. Healthy training shows norms of roughly 0.1 to 10.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20, 4), torch.randn(256, 16)
    model = nn.RNN(4, 16, nonlinearity="relu", batch_first=True)
    with torch.no_grad():
        model.weight_hh_l0.copy_(1.4 * torch.eye(16))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.MSELoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        output, _ = model(x)
        loss = criterion(output[:, -1], y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20, 4), torch.randn(256, 16)
    model = nn.RNN(4, 16, nonlinearity="relu", batch_first=True)
    with torch.no_grad():
        model.weight_hh_l0.copy_(1.4 * torch.eye(16))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.MSELoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        output, _ = model(x)
        loss = criterion(output[:, -1], y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Clip by norm, between backward and step; look at initialisation, normalisation
    of the inputs and learning rate.

    At run time
    -----------
    Values are looked at on sampled steps: 0, the powers of two, the last. On these the total norm
    over all parameters of the optimizer is taken before its step, divided by the loss scale if the
    gradients still carry it. The predicate holds for a norm above 100, or for one above 1 that is
    ten times the median of at least five before it, if no clip with a finite threshold has acted
    since the last backward.

    Exceptions
    ----------
    Silent for

    - gradients that were clipped, whatever their norm was;
    - sum losses, whose gradient grows with the batch, as far as the limit of 100 is concerned;
    - growth below a norm of 1, where no usual threshold would act: late in training the median is
      small;
    - a norm that is not finite: that is non-finite.

    References
    ----------
    - R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks",
      ICML 2013, https://arxiv.org/abs/1211.5063
    - G. Philipp, D. Song, J. G. Carbonell, "The exploding gradient problem demystified", 2017,
      https://arxiv.org/abs/1712.05577
    """

    code = "LTR02"
    name = "exploding-gradients"
    severity = Severity.WARNING
    static = False
    event = GradientNorm

    def concerns(self, before: None, event: GradientNorm) -> bool:
        return isfinite(event.value) and not event.clipped

    def violates(self, before: None, event: GradientNorm) -> bool:
        large = event.value > MOST and event.reduction is not Reduction.SUM
        usual = event.usual
        return large or (usual is not None and event.value > max(GROWTH * usual, CLIPPED_AT))

    def verdict(self, before: None, event: GradientNorm) -> Verdict:
        usual = f", against {event.usual:.3g} before" if event.usual is not None else ""
        return Verdict(
            event.at,
            f"the gradients have a norm of {event.value:.3g} at step {event.step}{usual}, "
            "and nothing limits them",
            "Clip by norm between `backward()` and `step()`, or lower the rate.",
        )
