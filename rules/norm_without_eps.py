"""norm-without-eps: a normalisation that divides by zero some day."""

from __future__ import annotations

from lintrain.architecture import Normalised
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class NormWithoutEps(StateRule[None, Normalised]):
    """A module normalises by hand and divides by a standard deviation without an epsilon.

    What it does
    ------------
    Reports a division of something from which its mean was subtracted by its bare standard
    deviation, `(x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True)`, or by the root of its
    variance, in a method of a module.

    Why is this bad?
    ----------------
    The standard deviation of equal values is zero: of a row of padding, of the outputs of dead
    units, of a batch of one. Zero divided by zero is NaN, and one NaN in a batch makes all gradients
    and then all weights NaN. Where the deviation is merely small the gradient is huge, since that
    of the root grows without bound towards zero. Batch and layer normalisation add 1e-5 to the
    variance for this reason.

    Example
    -------
    ```python
    import torch
    from torch import nn


    class Norm(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.gain, self.bias = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))

        def forward(self, x):
            mean = x.mean(-1, keepdim=True)
            std = x.std(-1, keepdim=True)
            return self.gain * ((x - mean) / std) + self.bias


    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), Norm(32), nn.ReLU(), nn.Linear(32, 5))
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


    class Norm(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.gain, self.bias = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))

        def forward(self, x):
            mean = x.mean(-1, keepdim=True)
            std = x.std(-1, keepdim=True)
            return self.gain * ((x - mean) / (std + 1e-5)) + self.bias


    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), Norm(32), nn.ReLU(), nn.Linear(32, 5))
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
    The fix is unsafe. It adds 1e-5 to the standard deviation, or to the variance under the root. A
    model that was trained without it computes slightly different numbers then.

    At run time
    -----------
    The first backward looks at the graph of the loss, as far as 2,000 operations. The predicate
    holds where a difference is divided by a standard deviation, or by the root of a variance, that
    comes right out of the reduction. No value is read; told under the backward.

    Exceptions
    ----------
    Silent where anything is added to the deviation or the variance, or clamps it; for a quotient of
    anything that is not centred, for statistics over a whole tensor, for constants and running
    statistics; and outside of modules, where data are prepared or rewards are scaled.

    References
    ----------
    - S. Ioffe and C. Szegedy, "Batch Normalization", ICML 2015, algorithm 1 (epsilon "for numerical
      stability"), https://arxiv.org/abs/1502.03167
    - J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization", 2016,
      https://arxiv.org/abs/1607.06450
    - PyTorch, `torch.nn.LayerNorm` (`eps`),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
    """

    code = "LT707"
    name = "norm-without-eps"
    severity = Severity.WARNING
    screen = ((b"mean",), (b"std", b"var"), (b"class",))
    event = Normalised

    def violates(self, before: None, event: Normalised) -> bool:
        return True

    def verdict(self, before: None, event: Normalised) -> Verdict:
        who = f"`{event.module}`" if event.module else "the model"
        small = (Witness("small", event.small, "", event.statistic),) if event.small is not None else ()
        return Verdict(
            event.at,
            f"{who} divides by a bare `{event.statistic}`: equal values give NaN",
            "Add an epsilon: `(x - mean) / (std + 1e-5)`, or use `nn.LayerNorm`.",
            small,
        )
