"""no-grad-then-grad-in-autocast: weights that were cast before anybody recorded."""

from __future__ import annotations

from lintrain.events import Forward
from lintrain.findings import Severity
from lintrain.protocol import ModelState
from lintrain.rule import StateRule, Verdict, Witness


class NoGradThenGradInAutocast(StateRule[ModelState, Forward]):
    """One autocast region holds a forward pass without gradients, and one that trains, of one model.

    What it does
    ------------
    Looks for a model that is called under `no_grad` or `inference_mode` and then, before the
    outermost autocast region ends, with gradients.

    Why is this bad?
    ----------------
    Autocast casts each weight once for a region and keeps the result. In older PyTorch a cast that was
    made under `no_grad` has no history, and the training pass gets it from the cache: the gradients
    end there, and the weights of every linear layer and convolution receive none. What is not cast
    (norms, embeddings) is trained on, so that nothing is raised and the loss even falls. Since a
    change of December 2025 PyTorch records the cast all the same; with 2.13 we have seen the
    gradients arrive.

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
            with torch.no_grad():
                before = model(x).softmax(1)
            loss = criterion(model(x + 0.1 * before.max()), y)
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
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            before = model(x).softmax(1)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = criterion(model(x + 0.1 * before.max()), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Give each of the two passes a region of its own; or call
    `torch.clear_autocast_cache()` between them, or open the region with `cache_enabled=False`.

    At run time
    -----------
    Not judged: whether the weights lose their gradients is up to the version of PyTorch. Tried with 2.13
    on a CPU, for `no_grad` and `inference_mode`, bfloat16 and float16, linear layers, convolutions, an
    LSTM and layer norm: every parameter gets its gradient, so that a run would tell of what does no harm
    where it runs. Parameters that receive no gradient are told by no-gradient, whatever the reason.

    Exceptions
    ----------
    Off by default, because it depends on the version. Silent for

    - two regions, one for each pass;
    - `cache_enabled=False`, and `torch.clear_autocast_cache()` between the passes;
    - a teacher or an average of the weights, which is another model and is never trained;
    - the pass without gradients behind the one that trains: the cast in the cache has its history;
    - weights that are stored in half precision, which nobody has to cast.

    References
    ----------
    - PyTorch issue 65766, "Temporarily disabling grad doesn't work if AMP is enabled",
      https://github.com/pytorch/pytorch/issues/65766
    - PyTorch pull request 165068, "Fix autocast cache incorrectly retaining no_grad state",
      https://github.com/pytorch/pytorch/pull/165068
    - PyTorch, `torch.autocast` (`cache_enabled`),
      https://docs.pytorch.org/docs/stable/amp.html#autocasting
    """

    code = "LT212"
    name = "no-grad-then-grad-in-autocast"
    severity = Severity.ERROR
    default = False
    runtime = False
    screen = ((b"autocast",), (b"no_grad", b"inference_mode", b"set_grad_enabled"))
    event = Forward

    def concerns(self, before: ModelState, event: Forward) -> bool:
        return event.grad

    def violates(self, before: ModelState, event: Forward) -> bool:
        return before.cached is not None

    def verdict(self, before: ModelState, event: Forward) -> Verdict:
        cached = before.cached
        assert cached is not None  # violates() asked for it
        return Verdict(
            event.at,
            f"`{event.text}` gets weights that autocast has cast without gradients, in older PyTorch",
            "Give the pass without gradients an autocast region of its own.",
            (Witness("cached", cached, "here the weights are cast under `no_grad`, and kept"),),
        )
