"""ema-before-step: an average of the weights of one step ago."""

from __future__ import annotations

from lintrain.events import Averaged, Step
from lintrain.facts import Facts, Sighting
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class EmaBeforeStep(StateRule[Gradients, Averaged]):
    """The average of the weights is updated before the step that changes them.

    What it does
    ------------
    Looks for updates of averaged weights (`AveragedModel.update_parameters`, or `update` and `step`
    of an object that is called `ema` or `swa`) between a backward and the step of the same
    optimizer: gradients are there, and the weights have not moved yet. It speaks only where that
    step is seen.

    Why is this bad?
    ----------------
    The average takes in the weights of the step before, so that it is one step behind all the time
    and never sees the weights that the last step makes. The first update averages the initial
    weights with themselves and spends part of the warm-up of the decay on them. With stochastic
    weight averaging, where a handful of models is averaged, each is the wrong one: the one before
    the step that ends the cycle. The average is what is evaluated and published.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    ema = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        ema.update_parameters(model)
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    ema = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        ema.update_parameters(model)
    ```

    Fix safety
    ----------
    The fix is safe. It moves the update, with its comments, to the line after the step of the same
    block, or after the `scaler.update()` that follows the step. Nothing is changed where the two
    stand in different blocks, or where a line between them belongs to the update.

    At run time
    -----------
    `AveragedModel.update_parameters` is observed. The predicate is asked when a step follows an
    update with no backward in between, for the gradients as they were at the update.

    Exceptions
    ----------
    Silent for

    - updates after the step, at the head of the loop, or once per epoch;
    - accumulation, if the update also comes after the step in some passes;
    - target networks that are updated before the loss is computed;
    - a generator whose gradients come from the discriminator's loss, after its own step;
    - several optimizers over one model, of which one has stepped;
    - averages of losses, norms and other numbers.

    References
    ----------
    - PyTorch, `torch.optim`, section "Weight Averaging (SWA and EMA)",
      https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema (the update follows
      `optimizer.step()`)
    - A. Tarvainen, H. Valpola, "Mean teachers are better role models", NeurIPS 2017,
      https://arxiv.org/abs/1703.01780 (the teacher averages the student's weights after each step)
    - P. Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI
      2018, https://arxiv.org/abs/1803.05407
    """

    code = "LT906"
    name = "ema-before-step"
    severity = Severity.ERROR
    screen = ((b"ema", b"EMA", b"swa", b"SWA", b"update_parameters", b"average"), (b"step",), (b"backward",))
    event = Averaged

    def violates(self, before: Gradients, event: Averaged) -> bool:
        waiting = before.phase is Phase.PENDING and before.produced is not None
        return waiting and before.stale is None and not before.doubtful

    def borne_out(self, sighting: Sighting, facts: Facts) -> bool:
        # Without a step behind it, the update may come after one that cannot be seen; and of two
        # optimizers over one model, one may have stepped.
        own = (s.views[0].event for s in facts.sightings if s.owner == sighting.owner)
        at = sighting.views[0].event.at
        everyone = (v for s in facts.sightings for v in s.views if v.event.at == at)
        here = (v.before for v in everyone if isinstance(v.event, Averaged))
        waiting = all(isinstance(state, Gradients) and state.phase is Phase.PENDING for state in here)
        return waiting and any(isinstance(event, Step) for event in own)

    def verdict(self, before: Gradients, event: Averaged) -> Verdict:
        backward = before.produced
        assert backward is not None  # violates() asked for it
        return Verdict(
            event.at,
            "the weights are averaged before the step that changes them",
            f"Update `{event.text}` after the step.",
            (Witness("backward", backward.at, "these gradients still wait for their step", backward.text),),
        )
