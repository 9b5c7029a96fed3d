"""adam-l2-weight-decay: a penalty that Adam divides away where it is needed most."""

from __future__ import annotations

from lintrain.events import OptimizerBuilt
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict

ADAPTIVE = ("Adam", "NAdam", "RAdam")
LEAST = 1e-5
"""A decay of no more than that is meant to do next to nothing."""


class AdamL2WeightDecay(StateRule[None, OptimizerBuilt]):
    """Adam adds the weight decay to the gradient, and then scales it like one.

    What it does
    ------------
    Reports `Adam`, `NAdam` or `RAdam` with a weight decay of more than 1e-5, without
    `decoupled_weight_decay=True`.

    Why is this bad?
    ----------------
    The `weight_decay` of these classes is an L2 penalty: it is added to the gradient before Adam divides
    by the running size of the gradient. A weight with large gradients is therefore hardly decayed,
    one with small gradients strongly, and the strength depends on the learning rate. Decoupled decay
    (AdamW) shrinks all weights at the same pace. In the paper that introduced it, it improved the test
    error of Adam by up to 15 % of its value, and made the best decay
    nearly independent of the best learning rate.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=0.01)
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
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is unsafe. It writes `AdamW` for `Adam`, and imports it where that is necessary. The two
    decay at different strengths for the same number: AdamW multiplies the weights by
    `1 - lr * weight_decay`, so that a value tuned for Adam (1e-4, say) does next to nothing and has to
    be tuned anew.

    Nothing is changed for `NAdam` and `RAdam`, which know `decoupled_weight_decay=True`, and where
    the class is not called by its own name.

    At run time
    -----------
    The groups of each optimizer are read when it is about to make its first step.

    Exceptions
    ----------
    Off by default: papers that are reproduced, and many graph networks, use the penalty on purpose.
    Silent for a decay of 1e-5 or less, for one that is not written out, for
    `decoupled_weight_decay=True`, and for a decay that only some parameter groups have.

    References
    ----------
    - I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019,
      https://arxiv.org/abs/1711.05101
    - PyTorch, `torch.optim.Adam` (weight_decay: "L2 penalty"),
      https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html
    """

    code = "LT502"
    name = "adam-l2-weight-decay"
    severity = Severity.ADVICE
    default = False
    screen = ((b"Adam",), (b"weight_decay",))
    event = OptimizerBuilt

    def violates(self, before: None, event: OptimizerBuilt) -> bool:
        adaptive = event.kind in ADAPTIVE and not event.decoupled and not event.default_decay
        return adaptive and event.decay is not None and float(event.decay) > LEAST

    def verdict(self, before: None, event: OptimizerBuilt) -> Verdict:
        return Verdict(
            event.at,
            f"`{event.kind}` adds its weight decay of {event.decay} to the gradient, and scales it as one",
            "Use `AdamW`, and tune the decay anew."
            if event.kind == "Adam"
            else "Set `decoupled_weight_decay=True`, and tune the decay anew.",
        )
