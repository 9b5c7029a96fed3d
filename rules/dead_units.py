"""dead-units: units that answer zero to everything."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.measurements import ZeroUnits
from lintrain.rule import StateRule, Verdict

MOST = 0.5
"""A ReLU is zero for half of its samples, not for all samples in half of its units."""
BATCHES = 3
"""Batches of different steps that have to agree."""
SAMPLES = 64
"""A unit that answers to one sample in twenty is taken for dead in 4 of 100 cases then."""
ONE_BATCH = 32
"""For a whole layer to be zero, one batch of so many samples is enough."""


class DeadUnits(StateRule[None, ZeroUnits]):
    """More than half of a ReLU layer's units are zero for every sample that was seen.

    What it does
    ------------
    Counts, for each layer that ends in a ReLU, the units (channels of a convolution) that were zero
    for all samples of several batches, and reports a layer in which these are the majority.

    Why is this bad?
    ----------------
    Where a ReLU's input is negative, output and gradient are zero. A unit for which it is negative
    on all data gets no gradient and cannot come back: it is gone, with all weights that lead to it.
    One step at too high a rate is enough, or a bias far below zero, or inputs that were never
    centred. The model trains on with what is left, as a smaller one, and nothing shows it but a
    result that is worse than it should be.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    nn.init.constant_(model[0].bias, -50.0)
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
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    nn.init.zeros_(model[0].bias)
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
    There is no fix. Lower the rate or warm it up, check initialisation and the scale of the inputs,
    or use a unit that never dies (GELU, Leaky ReLU).

    At run time
    -----------
    Values are looked at on sampled steps: 0, the powers of two, the last. On these the outputs of
    ReLU layers in training mode are compared with zero, and a unit stays a candidate as long as it
    was zero everywhere. The predicate holds when more than half are left after at least three
    batches and 64 samples in all: one batch of 32 over-reports. A layer that is zero as a whole is
    told after a single batch of at least 32: it passes nothing on, and no gradient back.

    Exceptions
    ----------
    Silent for fewer samples, for evaluation mode, and for activations other than ReLU and those
    that are zero over a half-line (ReLU6, hard-swish is not among them). Layers that are sparse by
    design, such as sparse autoencoders with a top-k, answer to few samples only: ignore the rule
    there.

    References
    ----------
    - L. Lu, Y. Shin, Y. Su, G. E. Karniadakis, "Dying ReLU and Initialization: Theory and Numerical
      Examples", 2019, https://arxiv.org/abs/1903.06733
    - K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015,
      https://arxiv.org/abs/1502.01852
    """

    code = "LTR04"
    name = "dead-units"
    severity = Severity.WARNING
    static = False
    event = ZeroUnits

    def concerns(self, before: None, event: ZeroUnits) -> bool:
        enough = event.batches >= BATCHES and event.samples >= SAMPLES
        return enough or (event.value == 1 and event.samples >= ONE_BATCH)

    def violates(self, before: None, event: ZeroUnits) -> bool:
        return event.value > MOST

    def verdict(self, before: None, event: ZeroUnits) -> Verdict:
        return Verdict(
            event.at,
            f"{event.value:.0%} of the units of `{event.name}` were zero for all of {event.samples} samples",
            "Lower the rate, check the initialisation, or use an activation that does not die.",
        )
