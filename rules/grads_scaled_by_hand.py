"""grads-scaled-by-hand: a second place for what the loss should know."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.structure import DividedByHand


class GradsScaledByHand(StateRule[None, DividedByHand]):
    """All gradients of an accumulation are divided in a loop, instead of the loss.

    What it does
    ------------
    Looks for a loop over `parameters()` that divides each gradient by the number of micro-batches, next
    to a step that is made once for so many of them.

    Why is this bad?
    ----------------
    The result is right, and the way to it is not: every gradient is read and written once more, in
    hundreds of small kernels where one division of a number would do. The sum is N times as large as
    it need be until then, and overflows sooner in half precision. Parameters that got no gradient
    raise an error, and whoever adds a clip has to know on which side of the loop it belongs.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(300, 20), torch.randint(0, 5, (300,)))
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    accumulate = 4

    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        loss.backward()
        if (i + 1) % accumulate == 0 or i + 1 == len(loader):
            for p in model.parameters():
                p.grad /= accumulate
            optimizer.step()
            optimizer.zero_grad()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(300, 20), torch.randint(0, 5, (300,)))
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    accumulate = 4

    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y) / accumulate
        loss.backward()
        if (i + 1) % accumulate == 0 or i + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()
    ```

    Fix safety
    ----------
    Unsafe: the loss is divided where backward is called, and the loop is taken away. The gradients are
    the same but for rounding. No fix is offered where the loop does anything else, or where backward is
    not called on the loss itself.

    At run time
    -----------
    A run is not judged by this rule: the gradients are what they should be.

    Exceptions
    ----------
    Silent for

    - divisors that are no window: token counts, world sizes, norms;
    - gradients that are multiplied, clamped or read;
    - loops that stand in another function than the window.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient accumulation",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation
    """

    code = "LT308"
    name = "grads-scaled-by-hand"
    severity = Severity.ADVICE
    default = False
    runtime = False
    screen = ((b"backward",), (b"step",), (b"grad",))
    event = DividedByHand

    def violates(self, before: None, event: DividedByHand) -> bool:
        return True

    def verdict(self, before: None, event: DividedByHand) -> Verdict:
        return Verdict(
            event.at,
            f"every gradient is divided by `{event.size}`, where dividing the loss would do",
            f"Divide the loss by `{event.size}` before `backward()`.",
            (
                Witness("backward", event.backward, "divide here", event.size),
                Witness("loop", event.loop, ""),
            ),
        )
