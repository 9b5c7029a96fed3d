"""clip-without-unscale: a threshold against gradients that are 65536 times too large."""

from __future__ import annotations

from lintrain.events import Clip
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class ClipWithoutUnscale(StateRule[Gradients, Clip]):
    """Gradients are clipped while they are still multiplied by the loss scale.

    What it does
    ------------
    Looks for `clip_grad_norm_` or `clip_grad_value_` on gradients of a loss that went through
    `scaler.scale(...)`, where no `scaler.unscale_(optimizer)` of the same optimizer came in
    between. The order under a `GradScaler` is scale, backward, `unscale_`, clip, `scaler.step`,
    `scaler.update`.

    Why is this bad?
    ----------------
    A `GradScaler` starts with a scale of 65536 (2 ** 16), and doubles it after every 2000 steps
    without an overflow. Before `unscale_` the gradients are that many times too large. A threshold
    of 1.0 then limits the true norm to 1 / 65536, about 0.000015: nearly every batch is clipped,
    SGD all but stands still, and the limit halves whenever the scale doubles. With Adam, which
    forgives a constant factor, what remains is a clip that acts on every batch and a limit that
    moves with the scale. Nothing is raised, and `scaler.step` unscales the clipped gradients as if
    all were well.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu")
    criterion = nn.CrossEntropyLoss()


    def train(loader):
        for x, y in loader:
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=torch.float16):
                loss = criterion(model(x), y)
            scaler.scale(loss).backward()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            scaler.step(optimizer)
            scaler.update()


    train([(torch.randn(32, 64), torch.randint(0, 10, (32,))) for _ in range(8)])
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu")
    criterion = nn.CrossEntropyLoss()


    def train(loader):
        for x, y in loader:
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=torch.float16):
                loss = criterion(model(x), y)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            scaler.step(optimizer)
            scaler.update()


    train([(torch.randn(32, 64), torch.randint(0, 10, (32,))) for _ in range(8)])
    ```

    Fix safety
    ----------
    The fix is safe. It inserts `scaler.unscale_(optimizer)`, with the names of the
    `scaler.step(...)` that follows, on a line of its own before the clip. Several clips before one
    step share one `unscale_`, before the first of them. `scaler.step` notices that the gradients
    are unscaled and does not do it again. A threshold that was tuned on scaled gradients, for
    instance one of several thousand, is far too large afterwards.

    The step has to follow in the block of the clip, of an `if` or `for` around it, or of the only
    call of the function that clips; it may be made by a function of the file that gets scaler and
    optimizer, or under the same condition as the scaled backward, which then decides about
    `unscale_`, too. An `unscale_` that stands between clip and step moves above the clip. Nothing is
    changed where scaler or optimizer get another value before the step, or where the optimizer was
    unscaled before the clip on some way: a second time would raise.

    As long as no gradient reaches the threshold, the losses of a run stay the same, bit for
    bit.

    At run time
    -----------
    The scale is recognised in the graph of each loss, by the scaler's own tensor, and the scaler's
    methods are observed. The predicate holds when a clip with a finite threshold is called on
    gradients of a scaled loss before `unscale_` or a change by hand. A scaler that is disabled does
    nothing and is not seen: on a machine without the device that it was built for, nothing is told
    of it. A threshold of a hundredth of the scale or more, where the program has asked for the
    scale, may be meant for scaled gradients.

    Exceptions
    ----------
    Silent for

    - `GradScaler(enabled=False)` and for bfloat16 without a scaler;
    - clips of a framework, which unscale by themselves: `accelerator.clip_grad_norm_`,
      `fabric.clip_gradients`, Lightning's `self.clip_gradients`;
    - a threshold that is multiplied by `scaler.get_scale()` on purpose;
    - a threshold of infinity, which limits nothing;
    - Apex's `amp.master_params(optimizer)`, which are unscaled already;
    - `unscale_` inside a helper or a callable scaler, as in timm's `NativeScaler`;
    - gradients divided by hand, and scalers handed to code that cannot be seen.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient clipping",
      https://pytorch.org/docs/stable/notes/amp_examples.html
    - PyTorch, `torch.amp.GradScaler` (`init_scale=65536.0`, `growth_interval=2000`),
      https://pytorch.org/docs/stable/amp.html
    - Micikevicius et al. (2018), "Mixed Precision Training", https://arxiv.org/abs/1710.03740
      (scaled gradients must be unscaled before clipping)
    """

    code = "LT201"
    name = "clip-without-unscale"
    severity = Severity.ERROR
    screen = ((b"clip_grad",), (b"scale",), (b"Scaler", b"scaler"))
    yields_to = ("clip-in-accumulation",)
    event = Clip

    def concerns(self, before: Gradients, event: Clip) -> bool:
        return event.limits and before.scaled is not None and before.phase is Phase.PENDING

    def violates(self, before: Gradients, event: Clip) -> bool:
        return not (before.unscaled or before.edited or event.managed)

    def verdict(self, before: Gradients, event: Clip) -> Verdict:
        scaled = before.scaled
        assert scaled is not None  # concerns() asked for it
        scaler = scaled.scaler
        return Verdict(
            event.at,
            "the threshold is applied to gradients that are still multiplied by the loss scale",
            f"Call `{scaler}.unscale_(optimizer)` before clipping.",
            (
                Witness(
                    "backward",
                    scaled.at,
                    f"`{scaler}.scale` multiplies the gradients (by 65536 at first)",
                    scaler,
                ),
            ),
        )
