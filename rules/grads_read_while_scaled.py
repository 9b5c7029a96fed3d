"""grads-read-while-scaled: numbers that are 65536 times too large."""

from __future__ import annotations

from lintrain.events import ReadGrads
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class GradsReadWhileScaled(StateRule[Gradients, ReadGrads]):
    """The size of gradients is used while they are still multiplied by the loss scale.

    What it does
    ------------
    Looks for norms of gradients (`p.grad.norm()`, `torch.norm(p.grad)`, `get_total_norm`,
    `clip_grad_norm_` with a threshold of infinity) and for limits on their entries
    (`p.grad.clamp_(-1, 1)`) between the backward of a scaled loss and `scaler.unscale_(optimizer)`.

    Why is this bad?
    ----------------
    A `GradScaler` starts with a scale of 65536, doubles it after 2000 steps without an overflow and
    halves it after each one. A curve of gradient norms that is logged from scaled gradients shows
    the scale: jumps by a factor of two that nothing in the training explains, and a level that says
    nothing. A limit of 1 on each entry is in truth one of 0.000015, so that every gradient becomes
    its sign.

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
        norm = sum(p.grad.norm() ** 2 for p in model.parameters()) ** 0.5
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
        norm = sum(p.grad.norm() ** 2 for p in model.parameters()) ** 0.5
        scaler.step(optimizer)
        scaler.update()
    ```

    Fix safety
    ----------
    There is no fix. Call `scaler.unscale_(optimizer)` behind backward, once, before anybody looks
    at the gradients; `scaler.step` does not do it again.

    At run time
    -----------
    `Tensor.norm`, `torch.norm`, `torch.linalg.norm`, `torch.linalg.vector_norm`,
    `clip_grad_norm_` with a threshold of infinity and the limiting methods of tensors are observed.
    What they are given is compared with the gradients of optimizers that hold scaled ones, by
    address and without reading values. Nothing is told once the program has asked for the scale.

    Exceptions
    ----------
    Silent for

    - norms of what `unscale_` has returned to its true size, and norms read after `scaler.step`,
      which unscales too;
    - files that ask for `scaler.get_scale()`, to divide by it;
    - questions that the scale does not change: is a gradient finite, is it there at all, how similar
      are two of them;
    - `GradScaler(enabled=False)`, and branches without a scaler;
    - a clip with a finite threshold: that is clip-without-unscale.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples", section "Working with Unscaled Gradients",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#working-with-unscaled-gradients
    - PyTorch, `torch.amp.GradScaler` (`init_scale=65536.0`, `growth_interval=2000`),
      https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
    """

    code = "LT211"
    name = "grads-read-while-scaled"
    severity = Severity.ERROR
    screen = ((b"grad",), (b"scale",), (b"Scaler", b"scaler"), (b"backward",))
    yields_to = ("clip-without-unscale",)
    event = ReadGrads

    def concerns(self, before: Gradients, event: ReadGrads) -> bool:
        return before.phase is Phase.PENDING and not before.edited

    def violates(self, before: Gradients, event: ReadGrads) -> bool:
        return before.scaled is not None and not (before.unscaled or before.doubtful)

    def verdict(self, before: Gradients, event: ReadGrads) -> Verdict:
        scaled = before.scaled
        assert scaled is not None  # violates() asked for it
        measured = "norm" in event.how
        return Verdict(
            event.at,
            "the norm is that of gradients which are still multiplied by the loss scale"
            if measured
            else "the limit is applied to gradients that are still multiplied by the loss scale",
            f"Call `{scaled.scaler}.unscale_(optimizer)` before.",
            (
                Witness(
                    "backward", scaled.at, f"`{scaled.scaler}.scale` multiplies the gradients", scaled.scaler
                ),
            ),
        )
