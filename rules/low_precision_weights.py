"""low-precision-weights: updates that are smaller than the distance between two numbers."""

from __future__ import annotations

from lintrain.events import WeightsHeld
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness

LOW = ("float16", "bfloat16")


class LowPrecisionWeights(StateRule[None, WeightsHeld]):
    """The optimizer updates weights that are stored in half precision, with no copy in float32.

    What it does
    ------------
    Looks for an optimizer of `torch.optim` over all parameters of a model that was taken to
    float16 or bfloat16: by `half()`, `bfloat16()`, `to(torch.float16)`, or by loading it so
    (`from_pretrained(..., torch_dtype=torch.bfloat16)`).

    Why is this bad?
    ----------------
    A weight of 1.0 in float16 has its next neighbour at 1.001, in bfloat16 at 1.008. An update that
    is less than half of that is rounded away, and late in a training nearly all are: with Adam at a
    rate of 1e-4 a weight of 1.0 in bfloat16 never moves. In float16 the moments of Adam vanish and overflow
    besides (the square of a gradient of 1e-4 is zero), and `GradScaler` refuses such gradients.
    Micikevicius et al. lose 80 % of relative accuracy in a speech model without the copy in float32.
    Autocast keeps the weights in float32 and casts them for each operation.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5)).to(torch.bfloat16)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x.bfloat16()), y)
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
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Keep the weights in float32 and compute under `torch.autocast`, or use an
    optimizer that keeps a copy in float32 or rounds stochastically.

    At run time
    -----------
    At the first step of each optimizer of torch's own it is asked in which type its parameters are
    stored. Told where all that have a gradient are in half precision.

    Exceptions
    ----------
    Off by default: whoever finetunes a large model in bfloat16 may know what he trades for memory.
    Silent for

    - models in half precision that are frozen, next to parameters in float32 that are trained;
    - parameters that are picked or grouped, which may be those in float32 (LoRA);
    - optimizers of other packages, which may keep a copy or round stochastically, and programs that
      use DeepSpeed, Apex, Accelerate or Fabric, which may keep one for them;
    - autocast, under which the weights stay in float32.

    References
    ----------
    - P. Micikevicius et al., "Mixed Precision Training", ICLR 2018, section 3.1,
      https://arxiv.org/abs/1710.03740
    - P. Zamirai et al., "Revisiting BFloat16 Training", 2020, https://arxiv.org/abs/2010.06192
    - PyTorch, "Automatic Mixed Precision package" ("should not call half() or bfloat16() on your
      model(s) or inputs when using autocasting"), https://docs.pytorch.org/docs/stable/amp.html
    """

    code = "LT209"
    name = "low-precision-weights"
    severity = Severity.ADVICE
    default = False
    screen = ((b"half", b"float16"), (b"parameters",), (b"optim",))
    event = WeightsHeld

    def violates(self, before: None, event: WeightsHeld) -> bool:
        return event.precision in LOW

    def verdict(self, before: None, event: WeightsHeld) -> Verdict:
        cast = (Witness("cast", event.cast, f"they become {event.precision} here"),) if event.cast else ()
        return Verdict(
            event.at,
            f"the weights are stored in {event.precision}, in which small updates are rounded away",
            "Keep the weights in float32, and compute under `torch.autocast`.",
            cast,
        )
