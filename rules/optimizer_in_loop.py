"""optimizer-in-loop: every batch begins from nothing."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.structure import Rebuilt


class OptimizerInLoop(StateRule[None, Rebuilt]):
    """An optimizer or a schedule is built anew for every batch, so that it never remembers anything.

    What it does
    ------------
    Looks for a constructor of an optimizer that keeps a state, or of a learning-rate schedule, in the
    very loop that goes backward and steps once in each round, over a model that is built outside.

    Why is this bad?
    ----------------
    Momentum and the averages of Adam live in the optimizer, not in the parameters. One that is built
    for each batch makes a first step every time: SGD has no momentum at all, and Adam, whose two
    averages then cancel each other, moves every weight by exactly the learning rate, by the sign of
    its gradient, however small that is. A schedule that is built again starts again, and its rate
    never changes. The loss falls, more slowly and less far; nothing else shows it.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
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
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Build it once, before the loop over the batches, and mostly before that over the
    epochs too; where the rate is to change, set it in `optimizer.param_groups` or by a schedule.

    At run time
    -----------
    Constructors and steps are observed. The predicate holds when one line has built three optimizers
    in a row over the same parameters, each made one step, and the last keeps a state. It is told at
    the third, and of optimizers only.

    Exceptions
    ----------
    Silent for

    - plain SGD, which has nothing to lose;
    - an optimizer over what the loop itself binds: a copy of the model for each task, an image, a
      perturbation;
    - loops that reset, copy or restore anything, as episodic adaptation at test time does;
    - optimizers for each epoch, phase or fold, whose batches are in a loop inside;
    - a constructor under a condition of its own.

    References
    ----------
    - D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015,
      https://arxiv.org/abs/1412.6980
    - PyTorch, `torch.optim`, section "Constructing it",
      https://docs.pytorch.org/docs/stable/optim.html#constructing-it
    """

    code = "LT506"
    name = "optimizer-in-loop"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",), (b"optim",))
    event = Rebuilt

    def violates(self, before: None, event: Rebuilt) -> bool:
        return True

    def verdict(self, before: None, event: Rebuilt) -> Verdict:
        what = "its rate never changes" if event.schedule else "what it has averaged so far is lost"
        return Verdict(
            event.at,
            f"this `{event.kind}` is built anew for every batch: {what}",
            "Build it once, before the loop.",
            (Witness("loop", event.loop, "every round of this builds another one"),),
        )
