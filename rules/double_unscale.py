"""double-unscale: gradients that are divided by the scale once already."""

from __future__ import annotations

from lintrain.events import Unscale
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class DoubleUnscale(StateRule[Gradients, Unscale]):
    """Gradients are unscaled a second time before the scaler's update.

    What it does
    ------------
    Looks for `scaler.unscale_(optimizer)` on gradients that an `unscale_` of the same optimizer has
    returned to their true size since the scaler's last `update()`.

    Why is this bad?
    ----------------
    A second division would leave gradients that are 65536 times too small. PyTorch does not let it
    happen: it raises `RuntimeError: unscale_() has already been called on this optimizer since the
    last update()`, and the training ends, often hours after its start, when a branch is taken for
    the first time (gradients are logged every thousand steps, say).

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
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        norm = nn.utils.get_total_norm([p.grad for p in model.parameters()])
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
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
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        norm = nn.utils.get_total_norm([p.grad for p in model.parameters()])
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        scaler.step(optimizer)
        scaler.update()
    ```

    Fix safety
    ----------
    The fix is safe. It removes the second `unscale_`, which could only raise. Nothing is changed
    where one and the same line is reached twice, as in a loop over micro-batches, or where the call
    is not a line of its own.

    At run time
    -----------
    The scaler's `unscale_` and `update` are observed. The second `unscale_` is told just before
    PyTorch raises. A scaler that is disabled does nothing, and is not seen.

    Exceptions
    ----------
    Silent for

    - one `unscale_` for each of several optimizers that share a scaler;
    - `unscale_` on branches that exclude each other;
    - an `unscale_` that only some of the ways to the second one pass;
    - `GradScaler(enabled=False)`, whose `unscale_` does nothing;
    - micro-batches that are unscaled one by one: of those speaks unscale-in-accumulation.

    References
    ----------
    - PyTorch, `torch.amp.GradScaler.unscale_` ("Calling unscale_() twice for a given optimizer
      between each step() triggers a RuntimeError"),
      https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient clipping",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-clipping
    """

    code = "LT202"
    name = "double-unscale"
    severity = Severity.ERROR
    screen = ((b"unscale_",),)
    yields_to = ("unscale-in-accumulation",)
    event = Unscale

    def concerns(self, before: Gradients, event: Unscale) -> bool:
        return before.phase is Phase.PENDING and event.certain

    def violates(self, before: Gradients, event: Unscale) -> bool:
        # With a step in between it is the update that is missing.
        return before.divided is not None and before.awaiting is None and not before.doubtful

    def verdict(self, before: Gradients, event: Unscale) -> Verdict:
        first = before.divided
        assert first is not None  # violates() asked for it
        return Verdict(
            event.at,
            "these gradients are unscaled already, and the scaler raises at the second time",
            f"Call `{event.scaler}.unscale_({event.text})` once for each step.",
            (Witness("unscale", first, "they are unscaled here" if first != event.at else ""),),
        )
