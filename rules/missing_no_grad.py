"""missing-no-grad: an evaluation that records what backward would need."""

from __future__ import annotations

from lintrain.events import Forward
from lintrain.findings import Severity
from lintrain.protocol import ModelState
from lintrain.rule import StateRule, Verdict, Witness


class MissingNoGrad(StateRule[ModelState, Forward]):
    """A model is evaluated while autograd records every operation.

    What it does
    ------------
    Reports a forward pass in a loop over evaluation data (validation, test) with gradients on, of a
    model that was trained before in the code that can be seen, where nothing in the loop wants
    gradients.

    Why is this bad?
    ----------------
    Autograd keeps every activation that a backward would need until the output is gone: the memory
    of a training step, for nothing. Batches that could be several times as large do not fit, and
    where an output or a loss is kept in a list the graphs of all batches are kept with it, until
    the memory is full. It costs time as well. The numbers are right.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    train_loader = DataLoader(TensorDataset(inputs[:128], targets[:128]), batch_size=32, shuffle=True)
    val_loader = DataLoader(TensorDataset(inputs[128:], targets[128:]), batch_size=32)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(2):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        correct = 0
        for x, y in val_loader:
            correct += (model(x).argmax(1) == y).sum().item()
        print(epoch, correct / 128)
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    train_loader = DataLoader(TensorDataset(inputs[:128], targets[:128]), batch_size=32, shuffle=True)
    val_loader = DataLoader(TensorDataset(inputs[128:], targets[128:]), batch_size=32)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(2):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for x, y in val_loader:
                correct += (model(x).argmax(1) == y).sum().item()
        print(epoch, correct / 128)
    ```

    Fix safety
    ----------
    The fix is safe. A function that does nothing but evaluate is decorated with `@torch.no_grad()`;
    otherwise the loop is put under `with torch.no_grad():`. What is computed stays the same.

    Nothing is changed where `torch` has no name in the file, where the function hands out values
    with `yield`, and where what the loop computes goes into a backward after it.

    The losses of a run stay the same, bit for bit.

    At run time
    -----------
    Forward passes with gradients of a model in evaluation mode are looked at. The predicate holds
    for the second in a row whose output gets no gradient before the next one, of a model that was
    trained before, in a function that is called after an evaluation or in a pass over a
    `DataLoader` that is.

    Exceptions
    ----------
    Silent where gradients are wanted: adversarial attacks, saliency, forces and other
    `torch.autograd.grad`, test-time training; where the loop, its functions or a decorator speak of
    gradients in any way (`set_grad_enabled`, `requires_grad`); under contexts that nobody can see
    into; in functions that nobody calls in the code that can be seen, whose caller may hold
    `no_grad()`; and for evaluations without a loop, whose graph is gone at once.

    References
    ----------
    - PyTorch, "Autograd mechanics", section "Locally disabling gradient computation",
      https://docs.pytorch.org/docs/stable/notes/autograd.html#locally-disabling-gradient-computation
    - PyTorch, "Performance Tuning Guide", section "Disable gradient calculation for validation or
      inference", https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html
    """

    code = "LT603"
    name = "missing-no-grad"
    severity = Severity.WARNING
    screen = (
        (b"torch",),
        (b"backward",),
        (b"val", b"test", b"eval", b"dev", b"Val", b"Test", b"Eval", b"infer"),
    )
    event = Forward

    def concerns(self, before: ModelState, event: Forward) -> bool:
        return before.trained is not None and event.grad and event.evaluation is not None

    def violates(self, before: ModelState, event: Forward) -> bool:
        return event.in_vain

    def verdict(self, before: ModelState, event: Forward) -> Verdict:
        evaluation = event.evaluation or ""
        where = f" {'in' if evaluation.endswith('()') else 'on'} `{evaluation}`" if evaluation else ""
        assert before.trained is not None  # concerns() asked for it
        witness = [Witness("trained", before.trained, "")]
        if event.region is not None:
            witness.append(Witness("region", event.region, ""))
        return Verdict(
            event.at,
            f"`{event.text}` is evaluated{where} with gradients on: each forward pass records a graph",
            "Evaluate under `torch.no_grad()`.",
            tuple(witness),
        )
