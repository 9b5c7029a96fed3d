"""backward-in-autocast: autocast is for the forward pass."""

from __future__ import annotations

from lintrain.events import Backward
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict


class BackwardInAutocast(StateRule[Gradients, Backward]):
    """Backward is called inside the autocast region.

    What it does
    ------------
    Looks for a backward that is called while autocast is on. The region should hold the forward
    pass and the loss, and end before backward.

    Why is this bad?
    ----------------
    Backward operations run in the type that autocast chose for their forward operation, whether the
    region is still open or not: in eager mode most programs compute the same. PyTorch advises
    against it all the same: operations that hooks and hand-written autograd functions start during
    backward are then cast too, gradient penalties are computed in half precision, and casts of the
    weights are kept in the region's cache longer than needed.

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

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):
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
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe. It moves backward, and the lines that follow it in the region, out of the `with`.
    Nothing is changed where one of them computes something that may be meant for autocast, where
    the region is opened together with another context, or in another function.

    The losses of a run stay the same, bit for bit.

    At run time
    -----------
    At each backward it is asked whether autocast is on for the device of the loss. Told once for
    each call.

    Exceptions
    ----------
    Off by default, because it rarely changes a result. Silent for regions with `enabled=False`, and
    for `torch.utils.checkpoint`, which opens the region again for its own second forward.

    References
    ----------
    - PyTorch, `torch.autocast` ("Backward passes under autocast are not recommended"),
      https://docs.pytorch.org/docs/stable/amp.html#autocasting
    """

    code = "LT206"
    name = "backward-in-autocast"
    severity = Severity.ADVICE
    default = False
    screen = ((b"autocast",), (b"backward",))
    event = Backward

    def violates(self, before: Gradients, event: Backward) -> bool:
        return event.autocast

    def verdict(self, before: Gradients, event: Backward) -> Verdict:
        return Verdict(
            event.at,
            "backward runs inside the autocast region, which is meant for the forward pass",
            "End the region before `backward()`.",
        )
