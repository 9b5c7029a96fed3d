"""clip-before-backward: a clip that finds nothing to limit."""

from __future__ import annotations

from lintrain.events import Backward, Clip
from lintrain.facts import Facts, Sighting
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict


class ClipBeforeBackward(StateRule[Gradients, Clip]):
    """Gradients are clipped before any backward has produced them.

    What it does
    ------------
    Looks for `clip_grad_norm_` or `clip_grad_value_` with a finite threshold at a moment at which
    the optimizer that owns the parameters holds no gradients: they were cleared, and no backward
    came since, on any path. The order of a step is backward, clip, step. In the source it speaks
    only where the backward of the same optimizer is seen too.

    Why is this bad?
    ----------------
    `clip_grad_norm_` limits what is there. Where every `.grad` is `None` it does nothing and
    returns zero, without a word; where the gradients are zeros it scales zeros. The backward that
    follows fills them anew, and the step uses them unlimited. The threshold stands in the
    configuration and in the paper, and has never acted: the first exploding batch moves the weights
    as far as it likes.

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
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
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
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe. It moves the clip, with the comments that belong to it, to the line before the
    step that follows the backward in the same block, and adds `scaler.unscale_(optimizer)` where a
    `GradScaler` performs the step and nothing has unscaled yet. It does what the code plainly meant.
    The training does change: gradients are limited from now on.

    Nothing is changed where clip, backward and step stand in different blocks or functions, where
    the step gets a closure, or where a line that the clip would cross belongs to it.

    As long as no gradient reaches the threshold, the losses of a run stay the same, bit for
    bit.

    At run time
    -----------
    The clip functions are observed, also where they were imported before. The predicate holds when
    one of them is called with a finite threshold while every optimizer that owns some of the
    parameters holds no gradients, and none were thrown away unused before. Silent where a single
    one of these optimizers has gradients to limit, or has used some.

    Exceptions
    ----------
    Silent for

    - a threshold of infinity: the call only measures;
    - gradients that were produced and cleared again (a batch that is skipped; what a step makes of
      that is another rule);
    - a clip of gradients that a step has used: that is clip-after-step;
    - several models, of which one was not trained in this iteration, if the clip covers another
      that was;
    - gradients that are assigned by hand, as evolution strategies do;
    - clips in hooks that run while backward does.

    References
    ----------
    - R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks",
      ICML 2013 (the gradient is computed, then rescaled), https://arxiv.org/abs/1211.5063
    - PyTorch, `torch.nn.utils.clip_grad_norm_`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
    """

    code = "LT102"
    name = "clip-before-backward"
    severity = Severity.ERROR
    screen = ((b"clip_grad",), (b"backward",))
    event = Clip

    def concerns(self, before: Gradients, event: Clip) -> bool:
        return event.limits

    def violates(self, before: Gradients, event: Clip) -> bool:
        return before.phase is Phase.CLEAR and before.dropped is None and not before.edited

    def borne_out(self, sighting: Sighting, facts: Facts) -> bool:
        # Somebody who cannot be seen may go backward; where backward is seen, the clip should follow it.
        own = (s.views[0].event for s in facts.sightings if s.owner == sighting.owner)
        at = sighting.views[0].event.at
        everyone = (v for s in facts.sightings for v in s.views if v.event.at == at)
        others = (v.before for v in everyone if isinstance(v.event, Clip))
        nothing = all(isinstance(state, Gradients) and state.phase is Phase.CLEAR for state in others)
        return nothing and any(isinstance(event, Backward) for event in own)

    def verdict(self, before: Gradients, event: Clip) -> Verdict:
        return Verdict(
            event.at,
            "gradients are clipped before backward has produced any: nothing is limited",
            "Clip between `backward()` and `step()`.",
        )
