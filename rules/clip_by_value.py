"""clip-by-value: a clip that turns the gradient away from where the loss falls."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict
from lintrain.structure import Called


class ClipByValue(StateRule[None, Called]):
    """Each entry of the gradient is clipped by itself, which changes the gradient's direction.

    What it does
    ------------
    Looks for calls of `torch.nn.utils.clip_grad_value_`.

    Why is this bad?
    ----------------
    A gradient of (10, 0.1), clipped to 1 by value, becomes (1, 0.1): the second direction counts
    ten times as much as it should. Clipped to the norm 1 it becomes (1, 0.01): shorter, and it
    still points to where the loss falls fastest. Where many entries exceed the threshold, clipping
    by value is close to the sign of the gradient, and what the threshold means depends on the size
    of each layer.

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

    for x, y in zip(inputs.split(16), targets.split(16)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_value_(model.parameters(), 0.5)
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

    for x, y in zip(inputs.split(16), targets.split(16)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is unsafe: it calls `clip_grad_norm_` with the same number. That limits the length of
    the whole gradient and not each entry, which is far stricter for a model of any size: log the
    norms that the function returns, and choose the threshold anew.

    As long as no gradient reaches the threshold, the losses of a run stay the same, bit for
    bit.

    At run time
    -----------
    A run is not judged by it: the call is in the source.

    Exceptions
    ----------
    Off by default: clipping by value is a choice that published methods make, and adaptive
    optimizers care less about direction. Silent for functions of the same name that are not
    PyTorch's, for weights that are clamped (WGAN), and for losses that are (DQN).

    References
    ----------
    - R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks",
      ICML 2013 (the norm is rescaled), https://arxiv.org/abs/1211.5063
    - I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", MIT Press 2016, section 10.11.1 (both
      ways, and that only the norm keeps the direction), https://www.deeplearningbook.org
    - PyTorch, `torch.nn.utils.clip_grad_value_`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html
    """

    code = "LT107"
    name = "clip-by-value"
    severity = Severity.ADVICE
    default = False
    runtime = False
    screen = ((b"clip_grad_value_",),)
    event = Called

    def concerns(self, before: None, event: Called) -> bool:
        return event.name == "torch.nn.utils.clip_grad_value_"

    def violates(self, before: None, event: Called) -> bool:
        return True

    def verdict(self, before: None, event: Called) -> Verdict:
        return Verdict(
            event.at,
            "clipping each entry by itself changes the direction of the gradient",
            "Clip by the norm, with `clip_grad_norm_` and a threshold of its own.",
        )
