"""loss-detached: a backward that leads nowhere."""

from __future__ import annotations

from lintrain.events import Differentiated
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness

WHY = {
    "no_grad": "computed while autograd was turned off",
    "tensor": "`torch.tensor` copies the value and leaves the graph behind",
    "Variable": "wrapping a tensor in `Variable` detaches it",
}


class LossDetached(StateRule[None, Differentiated]):
    """Backward is called on a loss that was cut off from the model: no parameter gets a gradient.

    What it does
    ------------
    Finds a `backward()` on a tensor through which no gradient leads to any model: it went through
    `.item()`, `.detach()`, `.data`, `.numpy()`, `torch.tensor(...)` or `Variable(...)`, or the model or
    the loss was computed under `torch.no_grad()` or `torch.inference_mode()`.

    Why is this bad?
    ----------------
    PyTorch refuses: *element 0 of tensors does not require grad and does not have a grad_fn*. That is
    the harmless form. The usual answer to that message is to tell the loss to require a gradient
    (`loss.requires_grad_()`, `torch.tensor(loss, requires_grad=True)`), which silences the message and
    not its reason: backward then computes the gradient of the loss with respect to itself, which is 1,
    and ends. The optimizer steps with nothing, or with the gradients of another loss. The model stays
    as it was initialised, and the printed loss moves only as the batches do.

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
        loss = torch.tensor(loss.item(), requires_grad=True)
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
        optimizer.step()
        print(loss.item())
    ```

    Fix safety
    ----------
    There is no fix. Call `backward()` on the tensor that the loss function returned, and read its value
    under another name; take the forward pass out of `no_grad()`.

    At run time
    -----------
    Each `backward` is seen before it happens. The predicate holds when the tensor has no `grad_fn`: it
    does not require a gradient, and PyTorch will raise, or it is a leaf that was told to require one. A
    parameter of a model is not judged.

    Exceptions
    ----------
    Silent for

    - a detached tensor that is told to require a gradient and is no loss: a leaf on purpose, as for
      adversarial examples, gradient caching or pipelines;
    - functions that read a `.grad`: the gradient of a leaf may be handed on by hand;
    - a sum in which only some terms are detached, and a detached target (`output - target.detach()`,
      BYOL, SimSiam, target networks), straight-through estimators;
    - teachers and frozen feature extractors under `no_grad`, if what is trained comes after them;
    - anything computed from a value that is not known: a gradient may lead through that.

    References
    ----------
    - PyTorch, "Autograd mechanics" (locally disabling gradient computation),
      https://docs.pytorch.org/docs/stable/notes/autograd.html
    - PyTorch, `torch.Tensor.detach`,
      https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html
    - PyTorch, `torch.tensor` ("always copies data", and returns a leaf),
      https://docs.pytorch.org/docs/stable/generated/torch.tensor.html
    """

    code = "LT408"
    name = "loss-detached"
    severity = Severity.ERROR
    screen = (
        (b"backward",),
        (
            *(b"item", b"detach", b"data", b"numpy", b"tolist", b"tensor"),
            *(b"Variable", b"no_grad", b"inference_mode", b"set_grad_enabled"),
        ),
    )
    event = Differentiated

    def violates(self, before: None, event: Differentiated) -> bool:
        return event.cut is not None and not event.cut.hard

    def verdict(self, before: None, event: Differentiated) -> Verdict:
        cut = event.cut
        assert cut is not None  # violates() asked for it
        nothing = "no gradient leads from this loss to any parameter"
        message = f"{nothing}: requiring one hides that" if event.forced else nothing
        label = WHY.get(cut.how, f"`{cut.how}` cuts it off")
        return Verdict(
            event.at,
            message,
            "Call `backward()` on what the loss function returned.",
            (Witness("cut", cut.at, label),) if cut.at != event.at else (),
        )
