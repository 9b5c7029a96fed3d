"""exhausted-parameters: a generator that was used up before."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.leftovers import ExhaustedParameters as Exhausted
from lintrain.rule import StateRule, Verdict, Witness


class ExhaustedParameters(StateRule[None, Exhausted]):
    """An iterator over parameters is used a second time, when there is nothing left in it.

    What it does
    ------------
    Looks for `parameters()`, `named_parameters()`, or a `filter(...)`, `map(...)`,
    `itertools.chain(...)` or generator expression over parameters that is kept under a name, taken
    by an optimizer, a clip or a loop, and then taken again: on every way to the second place the
    first one was passed, or the same line is reached again in every pass of a loop.

    Why is this bad?
    ----------------
    `model.parameters()` is a generator and can be used once. The optimizer that comes first gets
    the parameters; the clip that comes second gets nothing, limits nothing and returns a norm of
    zero. Current PyTorch warns once, older versions are silent, and the training runs unclipped
    with the threshold in its configuration. A count of the parameters before the optimizer is
    built makes the optimizer fail, which is at least seen. Where two parameter groups are picked out
    of one `named_parameters()`, the second is empty: its parameters are never trained.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    params = model.parameters()
    optimizer = torch.optim.SGD(params, lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(params, 1.0)
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
    params = list(model.parameters())
    optimizer = torch.optim.SGD(params, lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(params, 1.0)
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe. It wraps the iterator in `list(...)` where it is made: the same parameters in
    the same order, as often as they are wanted.

    At run time
    -----------
    The clip functions are observed. The predicate holds when one of them is given an iterator with
    nothing in it. An optimizer raises by itself when it is given none.

    Exceptions
    ----------
    Silent for

    - lists and tuples, and `model.parameters()` called anew at each place;
    - uses on different branches, of which one is taken;
    - names that are bound more than once;
    - files that define a method `parameters` of their own, which may return a list;
    - attributes that are bound outside of the constructor, or that it may not have used up;
    - what is handed to functions that nobody can see.

    References
    ----------
    - PyTorch, `torch.nn.Module.parameters`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html ("return an iterator over
      module parameters")
    - PyTorch, `torch.nn.utils.clip_grad_norm_`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
    """

    code = "LT114"
    name = "exhausted-parameters"
    severity = Severity.ERROR
    screen = ((b"parameters",), (b"torch",))
    event = Exhausted

    def violates(self, before: None, event: Exhausted) -> bool:
        return True

    def verdict(self, before: None, event: Exhausted) -> Verdict:
        when = "by the pass before" if event.again else "before"
        witness = []
        if event.used is not None:
            witness.append(Witness("used", event.used, "it is used up here"))
        if event.made is not None:
            witness.append(Witness("made", event.made, "it can be used once"))
        name = event.text if " " in event.text else f"`{event.text}`"
        return Verdict(
            event.at,
            f"{event.by} finds no parameters: {name} was used up {when}",
            "Keep the parameters in a list: `list(model.parameters())`.",
            tuple(witness),
        )
