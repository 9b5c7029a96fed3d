"""step-without-backward: a step on nothing, or on what was used before."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class StepWithoutBackward(StateRule[Gradients, Step]):
    """The optimizer steps although no backward has produced gradients for this step.

    What it does
    ------------
    Looks for a step whose optimizer holds gradients that an earlier step has used already, with no
    backward, clear or assignment in between on any path, and, in a run, for one that holds none at
    all because no backward has ever produced any. The source alone cannot show the latter:
    somebody who cannot be seen may go backward.

    Why is this bad?
    ----------------
    Without gradients a step does nothing: parameters whose `.grad` is `None` are skipped. Whatever
    the loop computes, the model stays as it was initialised. A second step on the same gradients
    does do something: it goes twice as far in a direction that was computed once, and Adam and
    momentum count the batch twice. Neither raises. It comes from a backward that was lost in an
    edit, from `torch.autograd.grad`, which returns gradients and stores none, from an optimizer
    that was built over frozen or foreign parameters, and from an `optimizer.step()` left behind
    when `scaler.step(optimizer)` was added.

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


    def update(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


    for x, y in zip(inputs.split(32), targets.split(32)):
        update(criterion(model(x), y))
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


    def update(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


    for x, y in zip(inputs.split(32), targets.split(32)):
        update(criterion(model(x), y))
    ```

    Fix safety
    ----------
    There is no fix. Call backward on the loss before the step, assign the gradients by hand, or
    remove the second step.

    At run time
    -----------
    Each optimizer's gradients are followed through backward, clears and steps. The predicate holds
    at a step whose gradients an earlier step has used with no backward since, or that finds no
    gradients although there was a backward, while no optimizer of the run ever had any. Nothing is
    told before the run's first backward, nor while another optimizer holds gradients that wait for
    its own step: they may take turns.

    Exceptions
    ----------
    Silent for

    - the first step of all: an empty `optimizer.step()` before the loop is a known way to quieten
      the scheduler's warning;
    - an optimizer that finds no gradients now and then: one head of several, a batch that is
      skipped;
    - closures (LBFGS) and frameworks that run backward inside the step;
    - loops that only step, to walk along one direction or to draw a schedule;
    - two-phase optimizers such as SAM, which run a backward before each phase;
    - gradients that were produced and cleared again: that is zero-grad-before-step.

    References
    ----------
    - PyTorch, "Optimizing model parameters" (zero the gradients, backpropagate, step),
      https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html
    - PyTorch, `torch.autograd.grad` (returns the gradients instead of accumulating them),
      https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html
    """

    code = "LT105"
    name = "step-without-backward"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",))
    yields_to = ("loss-detached", "parameters-not-optimized")
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        return before.dropped is None

    def violates(self, before: Gradients, event: Step) -> bool:
        # Of several paths only one was taken: that there were none on all of them takes a run.
        never = before.phase is Phase.CLEAR and not before.used and event.happened
        again = before.phase is Phase.SPENT and (before.used or event.happened)
        return not before.edited and (never or again)

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        step = before.consumed
        again = before.phase is Phase.SPENT and before.used
        used = (Witness("step", step.at, "this step has used them", step.text),) if step is not None else ()
        return Verdict(
            event.at,
            "the gradients of an earlier step are used a second time"
            if again
            else "no backward has ever produced gradients for this optimizer: its step does nothing",
            f"Call `backward()` before each `{event.text}.step()`.",
            used if again else (),
        )
