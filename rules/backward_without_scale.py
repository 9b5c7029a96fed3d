"""backward-without-scale: gradients divided by a scale that they never had."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class BackwardWithoutScale(StateRule[Gradients, Step]):
    """The scaler steps on gradients of a loss that it never scaled.

    What it does
    ------------
    Looks for `scaler.step(optimizer)` on gradients none of which came from a loss that went through
    `scaler.scale(...)`.

    Why is this bad?
    ----------------
    `scaler.step` divides the gradients by the scale, 65536 at first, whether they were multiplied
    by it or not. SGD then all but stands still; with Adam the training seems to go on, with an
    `eps` that is 65536 times too large for it. And the reason for scaling is gone: gradients that
    half precision cannot hold are flushed to zero on the way back. PyTorch raises only if `scale`
    was never called at all; a forgotten result (`scaler.scale(loss)` on a line of its own) or a
    second branch without it goes unnoticed.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss)
        loss.backward()
        scaler.step(optimizer)
        scaler.update()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    ```

    Fix safety
    ----------
    The fix is safe. It writes `scaler.scale(loss).backward()`, with the name of the scaler that
    steps, and takes away a `scaler.scale(loss)` on a line above it whose result is dropped. Nothing
    is changed where the scaler steps in another function, or where backward has arguments.

    At run time
    -----------
    The scale is recognised in the graph of each loss, by the scaler's own tensor, wherever it was
    multiplied in. The predicate holds when an enabled scaler performs a step whose gradients all
    came from losses without it. Silent when the scaler is disabled or its scale is 1, and when
    gradients were edited by hand.

    Exceptions
    ----------
    Silent for

    - a scaled loss in a variable: `loss = scaler.scale(loss)`, then `loss.backward()`;
    - `GradScaler(enabled=False)`;
    - a loss that comes from code which cannot be seen, and which may have scaled it;
    - several losses of which at least one was scaled;
    - frameworks that scale inside their own backward: Accelerate, Fabric, Lightning.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html
    - PyTorch, `torch.amp.GradScaler`,
      https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
    """

    code = "LT205"
    name = "backward-without-scale"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",), (b"Scaler", b"scaler"))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        return before.phase is Phase.PENDING and event.scaler is not None

    def violates(self, before: Gradients, event: Step) -> bool:
        loss = before.produced.loss if before.produced is not None else None
        hidden = loss is None or loss.managed or loss.foreign
        return event.certain and before.scaled is None and not (hidden or before.edited or before.doubtful)

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        backward, scaler = before.produced, event.scaler
        assert backward is not None  # pending gradients were produced
        return Verdict(
            backward.at,
            f"`{scaler}.step` divides by a scale that this loss was never multiplied by",
            f"Call `{scaler}.scale(loss).backward()`.",
            (
                Witness("step", event.at, "this step unscales the gradients", event.text),
                Witness("scaler", event.at, "", scaler or ""),
            ),
        )
