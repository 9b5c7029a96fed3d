"""zero-grad-in-accumulation: only the last micro-batch is left when the step comes."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class ZeroGradInAccumulation(StateRule[Gradients, Step]):
    """Gradients are cleared at every micro-batch of an accumulation, so that nothing accumulates.

    What it does
    ------------
    Looks for a step that is made once for several backwards of the same loss, where each round of
    the loop clears the gradients: outside the guard of the step, or inside the loop over the
    micro-batches.

    Why is this bad?
    ----------------
    The step uses the last micro-batch alone. The others are computed, at full cost, and thrown
    away: with a window of 8, seven eighths of the data train nothing. Where the loss is divided by
    the window's length, as it should be, the step is that many times too small as well. The loss
    that is printed looks as it always does, and it falls, slowly.

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
        optimizer.zero_grad()
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
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

    for i, (x, y) in enumerate(zip(inputs.split(16), targets.split(16))):
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
    ```

    Fix safety
    ----------
    Safe: the clear is moved behind the step, under its guard, or in front of the loop over the
    micro-batches; a second step of the optimizer, such as that of a last, short window, gets a clear
    of its own. No fix is offered where the clear, or the step, is not a statement of its own, or
    where they stand in different functions.

    With the fix the gradient is that of the whole window. A learning rate that was tuned for one
    micro-batch may be too low for it, and is too high where the loss is not divided: that is
    unscaled-accumulation-loss.

    At run time
    -----------
    Backwards, clears and steps are observed. The predicate holds at a step whose gradients come
    from a backward that was also called, and cleared by one and the same call, since the step
    before, as often as in the window before that. It is told at the second step, under the clear.

    Exceptions
    ----------
    Silent for

    - `with accelerator.accumulate(model)`: the clear of a prepared optimizer waits for the step;
    - a clear between the windows, of what the last epoch has left;
    - a clear under a condition of its own: at the head of each window, in the handler of a batch
      that is skipped, for NaN, or after an out-of-memory error;
    - steps that are left out for another reason than a count, and so discard a batch on purpose;
    - another player's gradients: the discriminator's clear of what the generator has left in it;
    - a critic, a policy or whatever else is updated less often by design.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient accumulation",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation
    - PyTorch, `torch.optim.Optimizer.zero_grad`,
      https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html
    """

    code = "LT302"
    name = "zero-grad-in-accumulation"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",), (b"grad",))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        if before.phase is not Phase.PENDING or before.wasted is None or before.produced is None:
            return False
        return before.repeated is None and before.produced.at == before.wasted.backward

    def violates(self, before: Gradients, event: Step) -> bool:
        return event.window is not None and event.window.settled

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        assert before.wasted is not None and event.window is not None  # violates() asked for them
        return Verdict(
            before.wasted.at,
            "gradients are cleared at every micro-batch: the step uses the last one alone",
            f"Clear once for each `{event.text}.step()`, behind it.",
            (
                Witness("window", event.window.guard, "the window: one step for all of these"),
                Witness("backward", before.wasted.backward, "what this produces is cleared, unused"),
                Witness("step", event.at, "this step uses what is left", event.text),
            ),
        )
