"""deprecated-clip-grad-norm: the old name of a function that changes gradients in place."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict
from lintrain.structure import Called

OLD = "torch.nn.utils.clip_grad_norm"


class DeprecatedClipGradNorm(StateRule[None, Called]):
    """Gradients are clipped by `clip_grad_norm`, the deprecated name of `clip_grad_norm_`.

    What it does
    ------------
    Looks for calls of `torch.nn.utils.clip_grad_norm`, without the underscore, under whatever name
    it was imported.

    Why is this bad?
    ----------------
    The function was renamed in PyTorch 0.4, in 2018, because it works in place, and warns at every
    call since: a `FutureWarning` per step, or one that is filtered and hides the next. It will be
    gone in some release, and the training that worked for years then ends with an `AttributeError`.
    The missing underscore also says that the gradients stay as they are and the result is what
    counts, and somebody will believe it.

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
        nn.utils.clip_grad_norm(model.parameters(), 1.0)
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
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe: the old function does nothing but call the new one with the same arguments.
    Where it was imported by name, the import is renamed with all its uses. Nothing is changed where
    both names are imported, or where the old one is also a name of the file's own.

    The losses of a run stay the same, bit for bit.

    At run time
    -----------
    A run is not judged by it: PyTorch warns by itself.

    Exceptions
    ----------
    Silent for functions of the same name that belong to the project or to another library.

    References
    ----------
    - PyTorch, `torch.nn.utils.clip_grad_norm`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm.html ("this method
      is now deprecated in favor of `torch.nn.utils.clip_grad_norm_()`")
    """

    code = "LT110"
    name = "deprecated-clip-grad-norm"
    severity = Severity.WARNING
    runtime = False
    screen = ((b"clip_grad_norm",),)
    event = Called

    def concerns(self, before: None, event: Called) -> bool:
        return event.name == OLD

    def violates(self, before: None, event: Called) -> bool:
        return True

    def verdict(self, before: None, event: Called) -> Verdict:
        return Verdict(
            event.at,
            "`clip_grad_norm` is the deprecated name of `clip_grad_norm_`",
            "Call `clip_grad_norm_`: it takes the same arguments.",
        )
