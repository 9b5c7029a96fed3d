"""scaler-with-bfloat16: a scale for numbers that have room enough."""

from __future__ import annotations

from lintrain.events import LossScaled
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class ScalerWithBfloat16(StateRule[None, LossScaled]):
    """The loss is scaled although the forward pass runs in bfloat16, which needs no scale.

    What it does
    ------------
    Looks for a `GradScaler` that is switched on and scales a loss which autocast computed in
    bfloat16 (`dtype=torch.bfloat16`, or on the CPU, where that is the default).

    Why is this bad?
    ----------------
    Loss scaling keeps small gradients from vanishing in float16, whose smallest normal number is
    about 6e-5. bfloat16 has the eight exponent bits of float32 and reaches down to 1e-38, so there is
    nothing to rescue. What remains is the price: every step looks through all gradients for an
    overflow and waits for the answer on the CPU; the scale doubles every 2000 steps until some
    gradient overflows, and that step is skipped; and all that reads gradients has to unscale them
    first. Kalamkar et al. train in bfloat16 without any scaling, to the accuracy of float32.

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
    scaler = torch.amp.GradScaler("cpu")

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
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
    The fix is unsafe. It adds `enabled=False` where the scaler is made, so that its methods do
    nothing, and the rest of the program can stay as it is. Steps that were skipped after an
    overflow are then made, and a checkpoint that holds the scaler's state does not fit any more:
    `load_state_dict` of a scaler that is switched off ignores it, and `state_dict` is empty.
    Nothing is changed where the arguments of the scaler cannot be read.

    At run time
    -----------
    The type of autocast is asked for at each forward pass with gradients, and the scaler's `scale`
    is observed. Silent when the scaler is disabled or when one pass was made in another type.

    Exceptions
    ----------
    Silent for

    - `GradScaler(enabled=False)`, and `enabled=` with a condition, which may well ask for the type;
    - a type that is chosen by a condition or a configuration (`torch.bfloat16 if ... else
      torch.float16`), so that the scaler is needed for the other one;
    - scalers that come from elsewhere, as a parameter;
    - autocast in float16.

    References
    ----------
    - D. Kalamkar et al., "A Study of BFLOAT16 for Deep Learning Training", 2019,
      https://arxiv.org/abs/1905.12322
    - P. Micikevicius et al., "Mixed Precision Training", ICLR 2018, section 3.2,
      https://arxiv.org/abs/1710.03740
    - PyTorch, "Automatic Mixed Precision package", section "Gradient Scaling",
      https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
    """

    code = "LT207"
    name = "scaler-with-bfloat16"
    severity = Severity.WARNING
    screen = ((b"scale",), (b"autocast",), (b"bfloat16", b"cpu"), (b"Scaler",))
    event = LossScaled

    def violates(self, before: None, event: LossScaled) -> bool:
        return event.precision == "bfloat16"

    def verdict(self, before: None, event: LossScaled) -> Verdict:
        return Verdict(
            event.built or event.at,
            "the loss is scaled, but autocast computes in bfloat16, whose range is that of float32",
            f"Make `{event.text}` with `enabled=False`, or do without it.",
            (Witness("scale", event.at, "this loss was computed in bfloat16", event.text),),
        )
