"""optimizer-before-device: the optimizer is built for parameters that are about to be moved."""

from __future__ import annotations

from lintrain.events import Moved
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class OptimizerBeforeDevice(StateRule[Gradients, Moved]):
    """A model is moved to its device after the optimizer was built for it.

    What it does
    ------------
    Looks for `model.to(device)` or `model.cuda()` behind the construction of an optimizer over the
    model's parameters, before its first step, where the model was not moved earlier.

    Why is this bad?
    ----------------
    An optimizer holds the parameters themselves, not the model. Where a move replaces them, it goes
    on stepping those that were left behind, and the model learns nothing, without an error. Today's
    `Module.to` mostly changes the data inside the same parameters, so that nothing happens; it
    replaces them on XLA devices, for tensor subclasses, and where
    `torch.__future__.set_overwrite_module_params_on_conversion(True)` says so. An optimizer that
    makes its state when it is built, as `Adagrad` does, has it on the old device. The documentation
    of `Module.cuda` asks for the order.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.to(device)
    criterion = nn.CrossEntropyLoss()

    for step in range(8):
        x, y = torch.randn(32, 20, device=device), torch.randint(0, 5, (32,), device=device)
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
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for step in range(8):
        x, y = torch.randn(32, 20, device=device), torch.randint(0, 5, (32,), device=device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe. It moves the line of the move above the line that builds the optimizer, where
    both stand in one block and nothing between them has to do with either.

    The losses of a run stay the same, bit for bit.

    At run time
    -----------
    `Module.to` and `Module.cuda` are observed until the optimizers have made their first steps: the
    parameters of the module that is moved are compared with those that each optimizer holds.

    Exceptions
    ----------
    Off by default: on common devices the order makes no difference. Silent for a second move (to
    another device and back), for a change of type or layout alone, after the first step, and for an
    optimizer whose parameters cannot be told.

    References
    ----------
    - PyTorch, `torch.nn.Module.cuda` ("it should be called before constructing the optimizer if the
      module will live on GPU while being optimized"),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.cuda
    """

    code = "LT505"
    name = "optimizer-before-device"
    severity = Severity.ADVICE
    default = False
    screen = ((b"parameters",), (b"cuda", b"to"), (b"step",), (b"backward",))
    event = Moved

    def violates(self, before: Gradients, event: Moved) -> bool:
        return before.phase is Phase.CLEAR and before.consumed is None and not before.used

    def verdict(self, before: Gradients, event: Moved) -> Verdict:
        built, model = event.optimizer, f"`{event.text}`" if event.text else "the model"
        witness = () if built is None else (Witness("optimizer", built, "the optimizer is built here"),)
        return Verdict(
            event.at,
            f"{model} is moved after the optimizer was built for its parameters",
            "Move the model first, then build the optimizer.",
            witness,
        )
