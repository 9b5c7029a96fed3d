"""unused-loss-term: a loss that nobody asks about."""

from __future__ import annotations

from lintrain.events import LossComputed
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict


class UnusedLossTerm(StateRule[None, LossComputed]):
    """A loss is computed in the training loop and never read: no backward knows of it.

    What it does
    ------------
    Finds a call of a loss function of PyTorch, in a loop that calls `backward()`, whose result is
    dropped: it is bound to a name that nothing reads before it is bound again or the function ends,
    or to none at all. Reading it only to compute another number that nothing reads does not count.

    Why is this bad?
    ----------------
    Somebody meant the model to learn from it. Auxiliary heads, regularisers and consistency terms are
    added one at a time, and the line that adds them to the total is easily forgotten or lost in a
    merge: training works, the printed loss falls, and the term, which costs a forward pass in every
    step, has no effect. The results are then reported as those of a method that was never run.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion, consistency = nn.CrossEntropyLoss(), nn.MSELoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        agreement = consistency(output, model(x + 0.1 * torch.randn_like(x)))
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
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion, consistency = nn.CrossEntropyLoss(), nn.MSELoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        agreement = consistency(output, model(x + 0.1 * torch.randn_like(x)))
        loss = loss + 0.5 * agreement
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Add the term to the loss, with its weight, or delete the line.

    At run time
    -----------
    Told of a loss that requires a gradient, when the same code calls backward, where that code drops
    what the loss function returns, or binds it to a name that no instruction of it ever loads. What is
    read is taken for wanted: a loss may be computed for the log alone.

    Exceptions
    ----------
    Silent for

    - a loss that anything reads: a log, a print, a list, a dictionary, a return, a condition;
    - names that another function may read, and functions that use `locals()`;
    - losses under `no_grad`, and loops that call no `backward()` themselves: evaluation;
    - a loss that is assigned anew before backward: that is overwritten-loss;
    - losses of the project's own, which may do more than compute.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples" ("Working with multiple models, losses, and optimizers":
      every loss that counts goes backward), https://docs.pytorch.org/docs/stable/notes/amp_examples.html
    - PyTorch, `torch.Tensor.backward`,
      https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html
    """

    code = "LT111"
    name = "unused-loss-term"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"loss", b"Loss", b"entropy", b"kl_div"))
    yields_to = ("overwritten-loss", "step-without-backward")
    event = LossComputed

    def violates(self, before: None, event: LossComputed) -> bool:
        return event.fate is not None and event.fate.by is None

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        return Verdict(
            event.at,
            "this loss reaches no backward, and nothing else reads it: the model learns nothing from it",
            "Add it to the loss that goes backward, or delete it.",
        )
