"""unseeded: a training that nobody can repeat."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict
from lintrain.upkeep import FirstRandom


class Unseeded(StateRule[None, FirstRandom]):
    """A training program draws random numbers, and sets no seed.

    What it does
    ------------
    Reports the first call that draws random numbers (initial weights, random tensors, NumPy's and
    Python's own) in a program that trains a model, where neither the program nor a file of the
    project that it imports sets a seed.

    Why is this bad?
    ----------------
    Weights, batches and dropout are different in each run. A result cannot be repeated, a failure
    cannot be looked into, and nobody can tell whether a change has made the score better or only
    the draw was: what seeds alone do to a score is of the size of what papers report as progress.
    Fine-tuning one language model on the same data, the seeds of its last layer and of the order of
    the data alone made a difference of several points.

    Example
    -------
    ```python
    import torch
    from torch import nn

    model = nn.Linear(8, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for _ in range(5):
        x, y = torch.randn(16, 8), torch.randint(0, 2, (16,))
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    model = nn.Linear(8, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for _ in range(5):
        x, y = torch.randn(16, 8), torch.randint(0, 2, (16,))
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is unsafe: from then on every run draws the same numbers, and whoever averaged over
    several runs has to vary the seed. It inserts `torch.manual_seed(0)` before the statement with
    the first random numbers, outside of all loops. NumPy and `random` have seeds of their own.

    At run time
    -----------
    Not judged: a run cannot tell a seed that was set before it from none.

    Exceptions
    ----------
    Silent in files that are no program (nothing trains at module level, and there is no main
    function); where any name speaks of a seed, a generator or determinism, in the file or in one of
    the project that it imports; and where everything is imported from somewhere (`import *`). Off by
    default: not every experiment has to be repeated.

    References
    ----------
    - PyTorch, "Reproducibility", https://docs.pytorch.org/docs/stable/notes/randomness.html
    - X. Bouthillier et al., "Accounting for Variance in Machine Learning Benchmarks", MLSys 2021,
      https://arxiv.org/abs/2103.03098
    - J. Dodge et al., "Fine-Tuning Pretrained Language Models: Weight Initializations, Data Orders,
      and Early Stopping", 2020, https://arxiv.org/abs/2002.06305
    """

    code = "LT904"
    name = "unseeded"
    severity = Severity.ADVICE
    default = False
    runtime = False
    screen = ((b"torch",), (b"backward",))
    event = FirstRandom

    def violates(self, before: None, event: FirstRandom) -> bool:
        return not event.seeded

    def verdict(self, before: None, event: FirstRandom) -> Verdict:
        return Verdict(
            event.at,
            f"`{event.text}` draws the first random numbers of the training, and no seed is set",
            "Call `torch.manual_seed(...)` before it.",
        )
