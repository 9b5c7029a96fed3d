"""vanishing-gradients: the first layers are not trained."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.measurements import LayerGradients
from lintrain.rule import StateRule, Verdict

FACTOR = 1000.0
"""Layers of a healthy model differ by one order of magnitude, rarely by two."""
LEAST_FALL = 0.05
"""A loss that falls by less than this share over half of the steps stands still."""
FIRST = 8
"""Before this step a warm-up, or zeros that are there to be trained away, may explain it."""


class VanishingGradients(StateRule[None, LayerGradients]):
    """The early layers get gradients a thousand times smaller than the late ones, and nothing is learned.

    What it does
    ------------
    Compares the gradients of the first third of a model's weight matrices with those of the last
    third, and reports a factor of more than 1000, if the loss has not fallen over the same steps.

    Why is this bad?
    ----------------
    Backward multiplies the gradient by one Jacobian per layer. A sigmoid's derivative is at most
    0.25, so that twelve of them leave less than a ten-millionth. The late layers learn on what the
    untrained early ones happen to compute, the loss rests at what a constant guess reaches, and a
    larger learning rate moves only the end of the model.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(384, 20), torch.randint(0, 5, (384,))
    layers = [layer for _ in range(12) for layer in (nn.Sigmoid(), nn.Linear(32, 32))]
    model = nn.Sequential(nn.Linear(20, 32), *layers, nn.Linear(32, 5))
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
    inputs, targets = torch.randn(384, 20), torch.randint(0, 5, (384,))
    layers = [layer for _ in range(12) for layer in (nn.GELU(), nn.LayerNorm(32), nn.Linear(32, 32))]
    model = nn.Sequential(nn.Linear(20, 32), *layers, nn.Linear(32, 5))
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
    There is no fix. Use ReLU or GELU with a matching initialisation, normalisation layers and
    residual connections.

    At run time
    -----------
    Values are looked at on sampled steps: 0, the powers of two, the last. On these the norms of the
    gradients of all weight matrices are taken, in the order in which the model calls them. From
    step 8 on the predicate holds when the mean norm of the first third is below a thousandth of
    that of the last third, and the mean loss of the second half of the steps is not at least 5 per
    cent below that of the first.

    Exceptions
    ----------
    Silent while the loss falls, however small the gradients are: what counts is whether the model
    learns. Silent for gradients that are exactly zero, which other rules tell (no-gradient,
    dead-units), for models of fewer than three weight matrices, for frozen layers, and in the first
    eight steps, in which a warm-up may keep everything still.

    References
    ----------
    - X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
      networks", AISTATS 2010, https://proceedings.mlr.press/v9/glorot10a.html
    - S. Hochreiter, "The vanishing gradient problem during learning recurrent neural nets and
      problem solutions", 1998, https://doi.org/10.1142/S0218488598000094
    - H. Ben Braiek and F. Khomh, "Testing Feedforward Neural Networks Training Programs", TOSEM
      2023 (a loss that falls by less than 5 per cent), https://arxiv.org/abs/2204.00694
    """

    code = "LTR03"
    name = "vanishing-gradients"
    severity = Severity.WARNING
    static = False
    event = LayerGradients

    def concerns(self, before: None, event: LayerGradients) -> bool:
        known = event.usual is not None and event.losses is not None
        return known and event.step >= FIRST and event.value > 0

    def violates(self, before: None, event: LayerGradients) -> bool:
        assert event.usual is not None and event.losses is not None  # concerns() asked for them
        earlier, later = event.losses
        still = later > earlier - LEAST_FALL * abs(earlier)
        return still and event.usual > FACTOR * event.value

    def verdict(self, before: None, event: LayerGradients) -> Verdict:
        assert event.usual is not None  # concerns() asked for it
        return Verdict(
            event.at,
            f"the gradients around `{event.name}` are {event.usual / event.value:.2g} times smaller "
            f"than around `{event.late}`, and the loss stands still",
            "Use ReLU or GELU, normalisation and residual connections, with a matching initialisation.",
        )
