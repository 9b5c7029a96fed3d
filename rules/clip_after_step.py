"""clip-after-step: the clip comes too late to limit anything."""

from __future__ import annotations

from lintrain.events import Clip
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class ClipAfterStep(StateRule[Gradients, Clip]):
    """Gradients are clipped after the optimizer's step has already used them.

    What it does
    ------------
    Looks for `clip_grad_norm_` or `clip_grad_value_` on gradients that a step of the same optimizer
    has consumed, with no backward in between, on every path that reaches the clip. The order of a
    step is backward, clip, step.

    Why is this bad?
    ----------------
    `step()` reads the gradients once. What is done to them afterwards reaches no weight: the next
    `zero_grad()` throws it away. The training runs unclipped, with the threshold in the
    configuration, in the log and in the paper. One exploding batch, with a norm of 100 where 1.0
    was the limit, moves the weights of a plain SGD 100 times as far as was asked for. No exception
    is raised, and nothing differs until the loss spikes or turns into NaN. Without a `zero_grad()`
    behind it, the late clip also limits old gradients that are then added to new ones.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    model = nn.LSTM(8, 32, batch_first=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.MSELoss()


    def train(loader):
        for sequence, target in loader:
            optimizer.zero_grad()
            output, _ = model(sequence)
            loss = criterion(output, target)
            loss.backward()
            optimizer.step()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)


    train([(torch.randn(16, 10, 8), torch.randn(16, 10, 32)) for _ in range(8)])
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    model = nn.LSTM(8, 32, batch_first=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.MSELoss()


    def train(loader):
        for sequence, target in loader:
            optimizer.zero_grad()
            output, _ = model(sequence)
            loss = criterion(output, target)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            optimizer.step()


    train([(torch.randn(16, 10, 8), torch.randn(16, 10, 32)) for _ in range(8)])
    ```

    Fix safety
    ----------
    The fix is safe. It moves the clip, with the comments that belong to it, to the line before the
    step of the same block, together with what collects its parameters, and adds
    `scaler.unscale_(optimizer)` where a `GradScaler` performs the step and nothing has unscaled
    yet. It does what the code plainly meant. The training does change: gradients are limited from
    now on, and a learning rate that was tuned without that may be tuned again.

    An `if` or `for` that holds nothing but the clip moves as a whole, and so does the only call of a
    function that does nothing but clip. The step may stand in a loop over optimizers or in a function
    that is called there, or in each branch of an `if`, which all get the clip then. timm's scaler is
    told the threshold instead. A clip behind `step(closure)` moves into the closure, behind its
    backward; that fix is unsafe, for a line search meets shorter gradients then.

    Nothing is changed where clip and step stand further apart, where a line between the two belongs
    to one of them, or where it is uncertain whether the gradients are scaled at the new place.

    As long as no gradient reaches the threshold, the losses of a run stay the same, bit for
    bit.

    At run time
    -----------
    Gradients are known by the identity and the version of their tensors, so that no value is read;
    the clip functions are seen also where they were imported before. The predicate holds when a
    clip with a finite threshold is called on gradients that a step of their optimizer has used,
    with no backward and no clear since. A clip over the parameters of several optimizers concerns
    those that wait for their step, if there are any.

    Exceptions
    ----------
    Silent for

    - a threshold of infinity: the call only measures the norm for the log;
    - weights that are limited after the step, as in WGAN: `p.data.clamp_()` is no gradient
      clipping;
    - several models: clip A, step A, clip B, step B. Clip and step are matched by the parameters
      they own;
    - two-phase optimizers such as SAM, with `first_step()` and `second_step()`;
    - rotated loops, where the clip belongs to a backward above it and to the step of the next pass;
    - hooks that clip, step and clear while backward runs;
    - models and optimizers that were handed to code that cannot be seen.

    References
    ----------
    - Pascanu, Mikolov, Bengio (2013), "On the difficulty of training recurrent neural networks",
      https://arxiv.org/abs/1211.5063 (gradients are rescaled before the update)
    - PyTorch, `torch.nn.utils.clip_grad_norm_`,
      https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient clipping",
      https://pytorch.org/docs/stable/notes/amp_examples.html
    """

    code = "LT101"
    name = "clip-after-step"
    severity = Severity.ERROR
    screen = ((b"clip_grad",), (b"step",))
    event = Clip

    def concerns(self, before: Gradients, event: Clip) -> bool:
        return event.limits

    def violates(self, before: Gradients, event: Clip) -> bool:
        return before.phase is Phase.SPENT

    def verdict(self, before: Gradients, event: Clip) -> Verdict:
        step, backward = before.consumed, before.produced
        assert step is not None  # gradients are spent by a step
        witness = [Witness("step", step.at, f"`{step.scaler or step.text}.step` uses them here", step.text)]
        if backward is not None:
            witness.insert(0, Witness("backward", backward.at, "gradients are produced here", backward.text))
            if before.scaled is not None and not before.unscaled:
                witness.append(Witness("scaler", backward.at, "", step.scaler or ""))
        return Verdict(
            event.at,
            "gradients are clipped after the optimizer step has used them",
            "Clip between `backward()` and `step()`: what is clipped here is never used.",
            tuple(witness),
        )
