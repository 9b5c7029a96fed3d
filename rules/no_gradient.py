"""no-gradient: weights that the loss does not reach."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.measurements import Unreached
from lintrain.rule import StateRule, Verdict

STEPS = 5
"""A branch that is used now and then should have had its turn."""
SHOWN = 3
"""So many parameters are named."""


class NoGradient(StateRule[None, Unreached]):
    """Trainable parameters of a model that is called in every step have never received a gradient.

    What it does
    ------------
    Lists the parameters that an optimizer holds and that want gradients, but that no backward has
    reached in the first steps, although their model took part in them.

    Why is this bad?
    ----------------
    These weights stay as they were initialised. A `.detach()` or `.data` too many, an `.item()`, a
    forward pass under `no_grad`, an `argmax` between two modules, or a branch that the loss does
    not use cuts them off. The rest learns around them, so that the loss falls; nothing is raised,
    except by `DistributedDataParallel`, and there at the next iteration.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    encoder, head = nn.Sequential(nn.Linear(20, 32), nn.ReLU()), nn.Linear(32, 5)
    optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        features = encoder(x).detach()
        loss = criterion(head(features), y)
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
    encoder, head = nn.Sequential(nn.Linear(20, 32), nn.ReLU()), nn.Linear(32, 5)
    optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        features = encoder(x)
        loss = criterion(head(features), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Find what cuts the graph between these parameters and the loss; freeze what is
    not meant to learn.

    At run time
    -----------
    For each parameter it is remembered whether any backward has reached it. The predicate holds for
    a model after five steps in each of which it was called with gradients and some backward ran.
    Told once for each model.

    Exceptions
    ----------
    Silent for frozen parameters, for parameters that no optimizer holds (they are told where they
    do receive gradients), for models called under `no_grad`, for experts and branches that any of
    the steps has used, and for adapters whose gradient is zero at first: zero is a gradient. A
    layer that is in the model and unused on purpose, such as the pooler of a pretrained encoder, is
    told too: freeze it, or leave it out.

    References
    ----------
    - PyTorch, "Autograd mechanics", https://docs.pytorch.org/docs/stable/notes/autograd.html
    - PyTorch, `DistributedDataParallel` (`find_unused_parameters`),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html
    """

    code = "LTR06"
    name = "no-gradient"
    severity = Severity.WARNING
    static = False
    event = Unreached

    def violates(self, before: None, event: Unreached) -> bool:
        return event.value >= STEPS and bool(event.names)

    def verdict(self, before: None, event: Unreached) -> Verdict:
        shown = ", ".join(f"`{name}`" for name in event.names[:SHOWN])
        more = len(event.names) - SHOWN
        names = f"{shown} and {more} more" if more > 0 else shown
        return Verdict(
            event.at,
            f"no backward of {event.value:.0f} steps has reached {names}",
            "Look for `detach`, `no_grad` or an unused branch between them and the loss, or freeze them.",
        )
