"""discarded-gradient-edit: a line that changes no gradient."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.leftovers import DiscardedEdit
from lintrain.rule import StateRule, Verdict, Witness


class DiscardedGradientEdit(StateRule[None, DiscardedEdit]):
    """The result of an operation on a gradient is thrown away, and the gradient stays as it was.

    What it does
    ------------
    Looks for lines that do nothing but call `clamp`, `clip`, `mul`, `div`, `add`, `sub` or
    `nan_to_num` on a `.grad` (or on its `.data`, or on a name that stands for one), call
    `torch.clamp` on it, or multiply or divide it.

    Why is this bad?
    ----------------
    `p.grad.clamp(-1, 1)` returns a new tensor and leaves `p.grad` alone; only `clamp_`, with the
    underscore, works in place. The clipping, averaging or cleaning that the line promises never
    happens: the step uses the raw gradients, the first exploding batch included. Nothing is raised,
    and in the source it looks done. The DQN tutorial of PyTorch itself had this line.

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
        loss = criterion(model(x), y)
        loss.backward()
        for p in model.parameters():
            p.grad.data.clamp(-1, 1)
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
        loss = criterion(model(x), y)
        loss.backward()
        for p in model.parameters():
            p.grad.data.clamp_(-1, 1)
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe. It adds the underscore, or turns `p.grad / n` into `p.grad /= n`: what the line
    plainly meant. The training does change, because the gradients do.

    At run time
    -----------
    After the first backward the functions of the program that speak of `grad` are looked through; the
    operations that they name are watched from then on, and no other. Told where one gets a gradient of
    an optimizer's parameters, and the instruction behind the call drops what it returns.

    Exceptions
    ----------
    Silent for

    - results that are assigned, returned, printed or passed on;
    - `clamp_`, `mul_` and the like, and `p.grad = p.grad.clamp(-1, 1)`;
    - operations that no one would write to change a gradient, such as `norm()` or `abs()`;
    - the line that a notebook's cell shows.

    References
    ----------
    - PyTorch, `torch.Tensor.clamp_`,
      https://docs.pytorch.org/docs/stable/generated/torch.Tensor.clamp_.html ("in-place version of
      `clamp()`")
    - PyTorch, "Reinforcement Learning (DQN) Tutorial",
      https://docs.pytorch.org/tutorials/intermediate/reinforcement_q_learning.html (which clips in
      place)
    """

    code = "LT113"
    name = "discarded-gradient-edit"
    severity = Severity.ERROR
    screen = ((b"grad",), (b"torch",))
    event = DiscardedEdit

    def violates(self, before: None, event: DiscardedEdit) -> bool:
        return True

    def verdict(self, before: None, event: DiscardedEdit) -> Verdict:
        spelled = event.operation if event.operation in ("*", "/") else f"{event.operation}()"
        return Verdict(
            event.at,
            f"nobody takes what `{spelled}` returns: `{event.text}` stays as it was",
            f"Edit the gradient in place, with `{event.instead}`.",
            (Witness("instead", event.at, "", event.instead),),
        )
