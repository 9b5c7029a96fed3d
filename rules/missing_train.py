"""missing-train: training goes on as if it were evaluation."""

from __future__ import annotations

from lintrain.events import Updated
from lintrain.findings import Severity
from lintrain.protocol import ModelState
from lintrain.rule import StateRule, Verdict, Witness

SHOWN = 3
"""So many layers are named."""


class MissingTrain(StateRule[ModelState, Updated]):
    """A model that was put into evaluation mode is trained on in it.

    What it does
    ------------
    Looks for a step that changes weights of a model whose Dropout or BatchNorm layers are in
    evaluation mode, although an earlier step changed them in training mode: somebody called
    `eval()`, evaluated, and nobody called `train()` since, on any path from there to the training.
    A model of which no layer is known counts if its program calls `train()` on it at all.

    Why is this bad?
    ----------------
    From the first evaluation on there is no dropout, and BatchNorm normalises by running statistics
    that no longer move, while the weights under them do. The model overfits, or drifts away from
    its statistics until the loss jumps. The first epoch is right, which is why it goes unnoticed.
    The usual form is a `validate()` called inside the training loop that sets `eval()` and returns.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    model.train()
    for epoch in range(2):
        for x, y in zip(inputs[:128].split(32), targets[:128].split(32)):
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            print(epoch, criterion(model(inputs[128:]), targets[128:]).item())
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(2):
        model.train()
        for x, y in zip(inputs[:128].split(32), targets[:128].split(32)):
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            print(epoch, criterion(model(inputs[128:]), targets[128:]).item())
    ```

    Fix safety
    ----------
    The fix is safe. It inserts `model.train()` before the loop over the batches, or at the head of
    its body where the evaluation stands in the same loop. The training does change: from the second
    epoch on it is what it was in the first.

    Nothing is changed where the model has no name at the training forward pass, is chosen inside
    the loop, or is trained in a function without a loop of its own.

    At run time
    -----------
    The mode of every layer is known at each forward pass with gradients. The predicate holds at a
    step that changes weights after a forward pass in evaluation mode, if an earlier step came after
    one in training mode, and if the model as a whole was called without gradients in evaluation
    mode in between. Told under the forward pass.

    Exceptions
    ----------
    Silent for

    - layers that were in evaluation mode from the start: BatchNorm frozen on purpose, fine-tuning
      in evaluation mode;
    - models without a layer that knows modes;
    - models that were handed to code that cannot be seen, or whose mode a flag sets;
    - layers that are frozen while training goes on, at a set epoch, together with their parameters;
    - evaluation at the end of the program, and evaluation of a copy or a moving average.

    References
    ----------
    - PyTorch, `torch.nn.Module.train`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.train
    - S. Ioffe and C. Szegedy, "Batch Normalization", ICML 2015, section 3.1,
      https://arxiv.org/abs/1502.03167
    """

    code = "LT602"
    name = "missing-train"
    severity = Severity.ERROR
    screen = ((b"eval", b"train"), (b"backward",))
    event = Updated

    def concerns(self, before: ModelState, event: Updated) -> bool:
        return before.updated is not None and before.evaluated

    def violates(self, before: ModelState, event: Updated) -> bool:
        return bool(event.sensitive) or event.evaluating

    def verdict(self, before: ModelState, event: Updated) -> Verdict:
        assert before.updated is not None  # concerns() asked for it
        witness = [Witness("trained", before.updated, "it was trained in training mode before")]
        if before.set_by is not None and not before.set_by.training:
            witness.append(Witness("eval", before.set_by.at, "evaluation mode is set here"))
        if event.at != before.updated:
            witness.append(Witness("step", event.at, "it is trained in evaluation mode here"))
        return Verdict(
            event.forward,
            f"`{event.text}` is trained on in evaluation mode{_because(event.sensitive)}",
            f"Call `{event.text}.train()` before training goes on.",
            tuple(witness),
        )


def _because(layers: tuple[str, ...]) -> str:
    """Say which layers mind."""
    if not layers:
        return ""
    shown = ", ".join(f"`{layer}`" for layer in layers[:SHOWN])
    more = len(layers) - SHOWN
    several = f"{shown} and {more} more" if more > 0 else shown
    return f": {several} {'behaves' if len(layers) == 1 else 'behave'} as in evaluation"
