"""clip-in-accumulation: a limit on a part of the sum."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class ClipInAccumulation(StateRule[Gradients, Step]):
    """Gradients are clipped before all of an accumulation's backwards have added to them.

    What it does
    ------------
    Looks for a step that is made once for several backwards of the same loss, where a clip with a
    finite threshold comes before the last of them: what was clipped is the partial sum of a window
    of micro-batches.

    Why is this bad?
    ----------------
    Clipping is meant to limit the gradient that the step uses. Inside the window it limits what has
    been summed up to then, and the micro-batches that follow are added at full size. Where every
    micro-batch clips, the first one is scaled down again and again and the last one is not: the
    batch is weighted by the order of its parts. An exploding last micro-batch passes unlimited if
    the clip comes before it.

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

    for i, (x, y) in enumerate(zip(inputs.split(16), targets.split(16))):
        loss = criterion(model(x), y) / 4
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
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

    for i, (x, y) in enumerate(zip(inputs.split(16), targets.split(16))):
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            optimizer.step()
            optimizer.zero_grad()
    ```

    Fix safety
    ----------
    Safe: the clip is moved under the guard of the step, to the line before it, and so behind an
    `unscale_` that stands there. No fix is offered where the clip gives its norm to what stays
    behind, or where clip and step are not statements of one function.

    The threshold limits the mean of the window now. One that was chosen for the parts of the sum may
    act less often than before.

    As long as no gradient reaches the threshold, the losses of a run stay the same, bit for
    bit.

    At run time
    -----------
    Backwards are told apart by the place that calls them. The predicate holds at a step whose
    gradients were clipped before the same backward was called again, after a forward pass of its
    own. It is told under the clip.

    Exceptions
    ----------
    Silent for

    - a threshold of infinity: the norm of each micro-batch is only logged;
    - different losses with a clip between their backwards: each may be limited on its own;
    - per-sample clipping, where each sample's gradient is stored elsewhere and cleared;
    - a clip under a condition of its own, such as `if accelerator.sync_gradients`, or one that asks
      for the remainder as the step's does;
    - gradients that are still scaled at the step: that is clip-without-unscale.

    References
    ----------
    - R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks",
      ICML 2013, https://arxiv.org/abs/1211.5063
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient accumulation",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation
    """

    code = "LT303"
    name = "clip-in-accumulation"
    severity = Severity.ERROR
    screen = ((b"clip",), (b"backward",), (b"step",))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        return before.phase is Phase.PENDING and before.partial is not None

    def violates(self, before: Gradients, event: Step) -> bool:
        true_size = before.scaled is None or before.unscaled
        return event.window is not None and true_size

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        backward, clip, window = before.repeated, before.partial, event.window
        assert backward is not None and clip is not None and window is not None  # violates() asked
        return Verdict(
            clip,
            "gradients are clipped before all micro-batches have added to them",
            "Clip once, behind the last backward before the step.",
            (
                Witness("backward", backward.at, "this backward adds to what was clipped", backward.text),
                Witness("window", window.guard, "the window: one step for all of these"),
                Witness("step", event.at, "this step uses the sum", event.text),
            ),
        )
