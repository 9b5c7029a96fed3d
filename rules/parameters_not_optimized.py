"""parameters-not-optimized: gradients that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Unoptimized
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness

SHOWN = 3
"""So many parameters are named."""


class ParametersNotOptimized(StateRule[None, Unoptimized]):
    """Trainable parameters receive gradients, and no optimizer holds them.

    What it does
    ------------
    Compares the parameters of the models that are trained with those that the optimizers hold.
    Reports those which want and receive gradients, but which nobody ever changes; also an optimizer
    that still holds the parameters of an earlier model, because it was built before the model was
    copied, replaced or moved.

    In the source, the models have to be built in sight and to hold weights for certain, and all
    optimizers have to be in sight, too. Reported are a model that receives gradients and is in none of
    them; the other modules of a container of which one is in an optimizer; and an optimizer whose
    model is built anew before it steps.

    Why is this bad?
    ----------------
    What no optimizer holds stays as it was initialised. The rest of the model learns around a
    random layer, often well enough to go unnoticed. It happens when a layer or a criterion with
    weights of its own is added later, when `model.head.parameters()` was right once, and when
    `model = copy.deepcopy(model)` or a load comes after the optimizer was built, so that it moves
    weights that nothing uses. Gradients nobody clears pile up on the side.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    encoder, head = nn.Sequential(nn.Linear(20, 32), nn.ReLU()), nn.Linear(32, 5)
    model = nn.Sequential(encoder, head)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
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
    encoder, head = nn.Sequential(nn.Linear(20, 32), nn.ReLU()), nn.Linear(32, 5)
    model = nn.Sequential(encoder, head)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Give the optimizer all parameters of the model that is trained; freeze, with
    `requires_grad_(False)`, those that are not meant to learn.

    At run time
    -----------
    After a few steps the parameters that have received gradients from backward are compared with
    the parameter groups of all live optimizers, and with their own versions, which show any change.
    Told once for each model, at the place where it is called. An optimizer none of whose parameters
    is part of a model that was called is told as one that was built for another.

    Exceptions
    ----------
    Silent for

    - parameters with `requires_grad=False`, and models called under `no_grad`;
    - several optimizers that share the parameters out;
    - parameters that are changed by hand or by an optimizer of another library, moving averages,
      teachers;
    - inputs that want gradients (adversarial examples, style transfer);
    - an optimizer that takes new parameters later (`add_param_group`).

    The source is silent as well where a program freezes or restores any weights (`requires_grad`,
    `load_state_dict`, pretrained models: a head over a fixed body is common and right), where a model
    or its parameters are handed to code out of sight, where its parameters are read for anything but
    an optimizer, a clip or a count, where it is put into evaluation mode alone, and where its name says
    that it is meant to stay as it is (`teacher`, `target`, `random_net`).

    References
    ----------
    - PyTorch, "torch.optim", section "Constructing it",
      https://docs.pytorch.org/docs/stable/optim.html#constructing-it
    """

    code = "LT503"
    name = "parameters-not-optimized"
    severity = Severity.ERROR
    screen = ((b"parameters",), (b"backward",), (b"step",))
    yields_to = ("unregistered-modules",)
    event = Unoptimized

    def violates(self, before: None, event: Unoptimized) -> bool:
        return bool(event.names)

    def verdict(self, before: None, event: Unoptimized) -> Verdict:
        shown = ", ".join(f"`{name}`" for name in event.names[:SHOWN])
        more = len(event.names) - SHOWN
        names = f"{shown} and {more} more" if more > 0 else shown
        if event.stale:
            return Verdict(
                event.at,
                f"the optimizer was built for another model: it holds other parameters instead of {names}",
                "Build the optimizer after the model has got its final parameters.",
                tuple(_witness(event)),
            )
        return Verdict(
            event.at,
            f"no optimizer holds {names}, which receive gradients",
            "Give them to an optimizer, or freeze them with `requires_grad_(False)`.",
            tuple(_witness(event)),
        )


def _witness(event: Unoptimized) -> Iterator[Witness]:
    if event.replaced is not None:
        yield Witness("replaced", event.replaced, "the model is built anew here")
    if event.step is not None:
        yield Witness("step", event.step, "this step changes none of them")
