"""unscaled-accumulation-loss: accumulation that multiplies the learning rate by N."""

from __future__ import annotations

from lintrain.events import Reduction, Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict, Witness


class UnscaledAccumulationLoss(StateRule[Gradients, Step]):
    """Accumulated mean losses are summed instead of averaged: the gradient is N times too large.

    What it does
    ------------
    Finds loops in which several micro-batches go through `backward()` before one optimizer step,
    while each loss is a mean over its own micro-batch and nothing divides it by the number of
    micro-batches. The window is found in the control flow (a path from one backward to the next
    with no step between), never guessed from a variable's name: a modulo guard, the inverted guard
    with `continue`, a counter that is set back to zero, an inner `for micro_step in range(N)` that
    fetches its own batch, with or without a flush for the last batch.

    The rule speaks only where the loss is known to be a mean: a loss of PyTorch with its default
    reduction, or a `criterion` or `loss_fn` called with `(output, target)`.

    Why is this bad?
    ----------------
    `backward()` adds to `.grad`. After N mean losses of batch size B the gradient is N times the
    gradient of one batch of size N times B, the batch that accumulation is meant to imitate.
    Nothing crashes, and the loss that is printed looks as always.

    - Plain SGD, with or without momentum: exactly a learning rate N times as large. With N = 8,
      `lr=0.1` trains as `lr=0.8`.
    - Clipping by norm: `max_norm=1.0` acts as `max_norm=1/N` on the averaged gradient. With N = 32
      an averaged norm of 0.03 already reaches it, and where every step is clipped the size of the
      gradient no longer matters.
    - Weight decay inside the gradient (SGD, Adam): N times weaker against the loss than configured.
    - Adam and AdamW divide the factor out again, up to `eps`. Their steps hide the mistake until
      clipping, a coupled decay or another optimizer brings it back.

    And N stops being a matter of memory: whoever changes it to fit another device changes the
    training as well.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    accumulation_steps = 8
    dataset = TensorDataset(torch.randn(512, 20), torch.randint(0, 5, (512,)))
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    model.train()
    optimizer.zero_grad()
    for i, (inputs, targets) in enumerate(loader):
        loss = criterion(model(inputs), targets)
        loss.backward()
        if (i + 1) % accumulation_steps == 0:
            optimizer.step()
            optimizer.zero_grad()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    accumulation_steps = 8
    dataset = TensorDataset(torch.randn(512, 20), torch.randint(0, 5, (512,)))
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    model.train()
    optimizer.zero_grad()
    for i, (inputs, targets) in enumerate(loader):
        loss = criterion(model(inputs), targets)
        (loss / accumulation_steps).backward()
        if (i + 1) % accumulation_steps == 0:
            optimizer.step()
            optimizer.zero_grad()
    ```

    The division stands in the backward call, so that a loss which is logged elsewhere keeps its
    value.

    Fix safety
    ----------
    Safe where the divisor is the loop's own: the name, attribute or number in the modulo test, in
    the inner `range(N)`, or that a counter is compared with which goes by ones and is set back
    there, visible where backward is called. `loss.backward()` becomes
    `(loss / N).backward()`, and `scaler.scale(loss).backward()` becomes
    `scaler.scale(loss / N).backward()`. No fix is offered where N has no unambiguous name there (a
    counter that is also set elsewhere, a helper that does not know the window), where the loop
    gives it another value, or where it comes from a call that may not be repeated.

    The fix makes the gradient N times smaller, as the code plainly meant. A learning rate that was
    tuned with the mistake in place was tuned for N times the gradient: with SGD, multiply it by N
    to keep the old behaviour.

    In an incomplete last window (`or i + 1 == len(loader)`) the divisor stays N, so its few batches
    weigh as much as any others.

    At run time
    -----------
    The backwards between two steps are counted, and the graph of each loss is walked from its root
    to where it is averaged. The predicate holds when all of them were called at one place, each
    after a forward pass of its own, when the loss is a mean, and when nothing on the way divides or
    multiplies it but a loss scale. The first window of an optimizer is not judged, so that it is
    told at the second step, nor is one that is longer than the window before it. Several losses of
    one place are no micro-batches where they differ in the models called, in names or numbers given
    to them, in the parameters they reach, or in the data set their batch comes from; where a state
    is handed on from one to the next; and where `torch.autograd.grad` is called between them. Their
    mean may be taken elsewhere where hooks stand over gradients, or an optimizer of one's own
    changes them in its step.

    Exceptions
    ----------
    Silent, because the sum is meant or is averaged elsewhere:

    - `reduction="sum"` or `"none"`, normalised by tokens or samples over the whole window.
    - Gradients divided by hand before the step (`p.grad /= N`), or a learning rate divided by N.
    - A loss already divided or weighted anywhere on the way: in autocast, in a helper, in the
      criterion's class, as `loss * (1 / N)`, by fragment shares, by `backward(gradient=...)`.
    - Accelerate (`accelerator.backward`), DeepSpeed engines and Lightning's automatic optimisation,
      which divide by themselves. Dividing again there is the opposite mistake.
    - Several different losses before one step (multi-task, discriminator on real and fake): their
      sum is the objective.
    - Delayed updates whose backward and step stand under the same guard (`policy_freq`, `n_critic`,
      alternating phases, truncated backpropagation through time).
    - A loss function that cannot be resolved.

    References
    ----------
    - Automatic Mixed Precision examples, "Gradient accumulation":
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation
    - CrossEntropyLoss, `reduction`:
      https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
    - Accelerate, "Performing gradient accumulation":
      https://huggingface.co/docs/accelerate/usage_guides/gradient_accumulation
    - Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour:
      https://arxiv.org/abs/1706.02677
    """

    code = "LT301"
    name = "unscaled-accumulation-loss"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        return before.repeated is not None and event.window is not None and event.window.settled

    def violates(self, before: Gradients, event: Step) -> bool:
        assert before.repeated is not None  # concerns() asked for it
        loss = before.repeated.loss
        mean = loss.reduction is Reduction.MEAN and not loss.normalised
        return mean and not loss.managed and not before.edited

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        backward, window = before.repeated, event.window
        assert backward is not None and window is not None  # concerns() asked for them
        known = str(window.length) if window.length else None
        times = f"`{window.size}`" if window.size else known or "several"
        divisor = f"`{window.size}`" if window.size else known or "the number of micro-batches"
        return Verdict(
            backward.at,
            f"{times} mean losses are summed before each step: the gradient is that many times too large",
            f"Divide the loss by {divisor} before `backward()`.",
            (
                Witness("window", window.guard, "the window: one step for all of these", window.size or ""),
                Witness("step", event.at, "this step uses the sum", event.text),
            ),
        )
