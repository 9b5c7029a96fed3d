"""clip-in-accumulation: a limit on a part of the sum."""

from __future__ import annotations

from lintrain.events import Backward
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class ClipInAccumulation(StateRule[Gradients, Backward]):
    """Gradients are clipped before all of an accumulation's backwards have added to them.

    What it does
    ------------
    Looks for a clip with a finite threshold after which the same backward is called again, with no
    step or clear in between: what was clipped is the partial sum of a window of micro-batches.

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
    There is no fix. Put the clip under the guard of the step.

    At run time
    -----------
    Backwards are told apart by the place that calls them. The predicate holds when a backward is
    repeated while what the same optimizer holds has been clipped since its last step. It is told
    under the clip, at the second micro-batch.

    Exceptions
    ----------
    Silent for

    - a threshold of infinity: the norm of each micro-batch is only logged;
    - different losses with a clip between their backwards: each may be limited on its own;
    - per-sample clipping, where each sample's gradient is stored elsewhere and cleared;
    - `accelerator.clip_grad_norm_` under `if accelerator.sync_gradients`.

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
    static = False
    event = Backward

    def concerns(self, before: Gradients, event: Backward) -> bool:
        return before.phase is Phase.PENDING and event.at in before.seen

    def violates(self, before: Gradients, event: Backward) -> bool:
        return before.clipped is not None

    def verdict(self, before: Gradients, event: Backward) -> Verdict:
        assert before.clipped is not None  # violates() asked for it
        return Verdict(
            before.clipped,
            "gradients are clipped before all micro-batches have added to them",
            "Clip once, behind the last backward before the step.",
            (Witness("backward", event.at, "this backward adds to what was clipped", event.text),),
        )
