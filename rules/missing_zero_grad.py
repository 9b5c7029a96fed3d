"""missing-zero-grad: every step adds to the gradients of all steps before."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class MissingZeroGrad(StateRule[Gradients, Step]):
    """Gradients that a step has already used are never cleared, and the next backward adds to them.

    What it does
    ------------
    Looks for a backward that lands on gradients which an earlier step of the same optimizer has
    consumed, where nothing clears them on any path from that step to this backward, and a later
    step uses the sum. It speaks only where the whole cycle is visible: backward and step of one
    optimizer in a loop, in one function or along calls that can be followed.

    Why is this bad?
    ----------------
    `backward()` adds to `.grad` and does not overwrite it. Without `zero_grad()` the step number n
    uses the sum of all n gradients since the start, most of them computed at weights that are long
    gone: after 1000 steps 999 of the 1000 terms are stale. The sum grows with n, so that plain SGD
    behaves as if its learning rate rose in every iteration, plus a momentum of exactly 1. The loss
    falls at first, then oscillates or diverges, which is easily taken for a learning rate that is
    too high. Nothing is raised. In an accumulation loop the window of N batches grows by N with
    every step.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()


    def train(loader):
        for x, y in loader:
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()


    train([(torch.randn(32, 784), torch.randint(0, 10, (32,))) for _ in range(8)])
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()


    def train(loader):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()


    train([(torch.randn(32, 784), torch.randint(0, 10, (32,))) for _ in range(8)])
    ```

    Fix safety
    ----------
    The fix is safe. It inserts `zero_grad()` of the optimizer as the step writes it: at the head of
    the loop body where backward and step stand directly in it, otherwise, as in accumulation, after
    the step, or after the `scaler.update()` that follows the step. Where another player's backward
    leaves gradients here first, it goes behind that player's step. A window of accumulated
    gradients is never cut. The training does change, for the better: a learning rate that was
    lowered to survive the growing sum can be raised again.

    Where the clear would have to stand after the step, nothing is changed if gradients are read
    there (`p.grad`, a gradient norm for the log), or if another backward adds to them behind the
    step. Nor is anything changed where the step gets a closure, or where its optimizer has no name.

    At run time
    -----------
    Gradients are known by the identity and the version of their tensors: whoever clears them, sets
    them to `None` or replaces them is noticed. Zeroing through `.data` leaves no mark; on suspicion
    the gradients are read, three times at most. The predicate holds when a step uses gradients to
    which a backward has added after an earlier step had used them. It is told at the second step.
    Silent for optimizers that are stepped while backward runs.

    Exceptions
    ----------
    Silent for

    - a clear at any place between the step and the next backward: at the head of the loop, after
      the step, after the forward pass, in the caller, in a helper, in a closure, in a hook;
    - any way of clearing: `model.zero_grad()`, `p.grad = None`, `p.grad.zero_()`, `set_to_none`;
    - deliberate accumulation: several backwards, then one step and one clear;
    - a discriminator that collects gradients while the generator trains, if its own step starts
      with a clear;
    - engines that clear by themselves: DeepSpeed, Lightning, distributed autograd, optimizers fused
      into backward;
    - two-phase optimizers such as SAM with `zero_grad=True`;
    - gradients that are shrunk or assigned by hand;
    - optimizers handed to code that cannot be seen, and step functions whose caller cannot be seen.

    References
    ----------
    - PyTorch, "Zeroing out gradients in PyTorch",
      https://pytorch.org/tutorials/recipes/recipes/zeroing_out_gradients.html ("by default,
      gradients are accumulated in buffers (i.e, not overwritten) whenever `.backward()` is called")
    - PyTorch, `torch.optim.Optimizer.zero_grad`,
      https://pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient accumulation",
      https://pytorch.org/docs/stable/notes/amp_examples.html
    """

    code = "LT103"
    name = "missing-zero-grad"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        # The first time round there is nothing to clear.
        return before.consumed is not None and before.phase is not Phase.SPENT

    def violates(self, before: Gradients, event: Step) -> bool:
        # Judged where a step consumes them: a GAN's generator leaves gradients in the discriminator
        # that are cleared before anybody uses them.
        return before.stale is not None and not before.edited

    def detour(self, before: Gradients, event: Step) -> int:
        # What a step leaves to itself is cleared in its own loop; what an earlier loop leaves is not enough.
        return int(before.consumed is not None and before.consumed.at != event.at)

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        backward, step, stale = before.produced, before.consumed, before.stale
        assert backward is not None and step is not None and stale is not None  # concerns() and violates()
        first = "" if stale == backward.at else "this backward adds to them first"
        doubtful = (Witness("doubtful", stale, ""),) if before.doubtful else ()
        return Verdict(
            backward.at,
            "gradients are added to those of the previous step, which were never cleared",
            f"Call `{event.text}.zero_grad()` once between a step and the next backward.",
            (
                Witness("step", step.at, "this step uses the gradients and leaves them in place", event.text),
                Witness("stale", stale, first),
                *doubtful,
                Witness("performer", step.at, "", step.scaler or ""),
            ),
        )
