"""cannot-overfit-one-batch: a program that cannot learn one batch by heart."""

from __future__ import annotations

from math import isfinite

from lintrain.findings import Severity
from lintrain.measurements import OverfitLoss
from lintrain.rule import StateRule, Verdict

LEAST_FALL = 0.1
"""Twenty steps on one batch take a working program much further."""
FIRST = 19
"""The twentieth step, counted from 0."""


class CannotOverfitOneBatch(StateRule[None, OverfitLoss]):
    """Trained on one batch over and over, the loss does not fall.

    What it does
    ------------
    Judges a run with `--overfit-one-batch`, in which every step is given the first batch again:
    reports a loss that has not fallen by a tenth after 20 steps or more.

    Why is this bad?
    ----------------
    A batch of a few dozen samples can be learned by heart by almost any model, whatever the labels
    are. If the loss does not fall even there, more data and more time will not help: labels and
    inputs are misaligned, the graph is cut, the loss is the wrong one or gets its arguments in the
    wrong order, the optimizer holds other weights, or the rate is off by orders of magnitude. It is
    the cheapest test of a whole training program.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(1024, 20), torch.randint(0, 5, (1024,)))
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
    criterion = nn.CrossEntropyLoss()

    for x, y in loader:
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
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(1024, 20), torch.randint(0, 5, (1024,)))
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    criterion = nn.CrossEntropyLoss()

    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Look at the other findings of the run first, then at the rate, the labels and
    the loss.

    At run time
    -----------
    Only with `--overfit-one-batch`: the first batch that the training loader yields is yielded
    again for every step. The predicate holds when the last loss, from step 19 on, is above 90 per
    cent of the first.

    Exceptions
    ----------
    Silent without that option, for fewer than 20 steps, and for a first loss of zero. A warm-up
    that is longer than the run, or strong dropout and augmentation inside the model, can keep the
    loss up although nothing is wrong: give the run more `--steps`.

    References
    ----------
    - A. Karpathy, "A Recipe for Training Neural Networks", 2019 ("overfit one batch"),
      https://karpathy.github.io/2019/04/25/recipe/
    - I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, section 11.5 (fit a tiny
      dataset), https://www.deeplearningbook.org/contents/guidelines.html
    """

    code = "LTR08"
    name = "cannot-overfit-one-batch"
    severity = Severity.WARNING
    static = False
    event = OverfitLoss

    def concerns(self, before: None, event: OverfitLoss) -> bool:
        return event.step >= FIRST and event.usual is not None and isfinite(event.value)

    def violates(self, before: None, event: OverfitLoss) -> bool:
        assert event.usual is not None  # concerns() asked for it
        return event.usual != 0 and event.value > event.usual - LEAST_FALL * abs(event.usual)

    def verdict(self, before: None, event: OverfitLoss) -> Verdict:
        assert event.usual is not None  # concerns() asked for it
        return Verdict(
            event.at,
            f"after {event.step + 1} steps on one batch the loss is {event.value:.3g}; "
            f"it was {event.usual:.3g} at first",
            "Look at the labels, the graph under the loss, the optimizer's parameters and the rate.",
        )
