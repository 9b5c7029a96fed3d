"""zero-grad-before-step: the step sees what a clear has left, nothing."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class ZeroGradBeforeStep(StateRule[Gradients, Step]):
    """Gradients are cleared between backward and step, so that the step has nothing to use.

    What it does
    ------------
    Looks for a `zero_grad()`, or any other clear, between a backward and the step of the same
    optimizer: on every path that leads to the step there is nothing left to use. In a run it is a
    step that finds no gradients, this time and every time before.

    Why is this bad?
    ----------------
    Since PyTorch 2.0 `zero_grad()` sets gradients to `None`, and an optimizer skips parameters
    without a gradient: the step changes nothing, and the model stays as it was initialised. With
    `set_to_none=False` the gradients are zeros, and what then moves the weights is weight decay and
    old momentum. Either way the loss is computed, printed and does not fall, which looks like a bad
    learning rate or hard data.

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
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.zero_grad()
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
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe. Where backward stands in the same block it moves `zero_grad()`, with its
    comments, to the line before it; otherwise, as under the guard of an accumulation, to the line
    after the step or after the `scaler.update()` that follows it. It does what the code plainly
    meant. The model begins to learn.

    Nothing is changed where clear and step stand in different blocks or functions, where the clear
    is no call of `zero_grad()`, or where backward comes only after the step.

    At run time
    -----------
    The gradients of each optimizer are followed through backward, clears of any kind and steps. The
    predicate holds at a step whose gradients were produced and cleared again with no step in
    between, if no earlier step of this optimizer has found any gradients either. It is therefore
    told at the second step, under the clear that is too early.

    Exceptions
    ----------
    Silent for

    - a clear between step and backward, wherever it stands;
    - gradients that are thrown away with no step behind them: a warm-up pass, a probe for memory, a
      generator's gradients in the discriminator;
    - a batch that is skipped by clearing its gradients (NaN handlers), if other steps find theirs:
      only a step that never finds any is told.

    References
    ----------
    - PyTorch, `torch.optim.Optimizer.zero_grad`,
      https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html
    - PyTorch, "Optimizing model parameters" (zero the gradients, backpropagate, step),
      https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html
    """

    code = "LT104"
    name = "zero-grad-before-step"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",), (b"grad",))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        # One batch may be skipped on purpose, the first one too.
        return not event.happened or before.consumed is not None

    def violates(self, before: Gradients, event: Step) -> bool:
        lost = before.phase is Phase.CLEAR and before.dropped is not None
        return lost and not before.used and not before.edited

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        assert before.dropped is not None  # violates() asked for it
        return Verdict(
            before.dropped,
            "gradients are cleared before the step: it has nothing to use",
            f"Clear between `{event.text}.step()` and the next backward.",
            (Witness("step", event.at, "this step finds no gradients", event.text),),
        )
