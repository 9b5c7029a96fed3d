"""step-in-evaluation: the validation data are trained on."""

from __future__ import annotations

from lintrain.events import SteppedOnHeldOut
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class StepInEvaluation(StateRule[None, SteppedOnHeldOut]):
    """An optimizer steps in the loop over the validation data.

    What it does
    ------------
    Reports an optimizer that steps in a loop over data that are called validation or test data
    (`for x, y in val_loader`), while the same optimizer steps in another loop over other data: a
    training loop that was copied, or a function for both that is called without its flag.

    Why is this bad?
    ----------------
    The model learns the very examples that it is measured on. The validation loss is a training
    loss then: it goes on falling while the model overfits, early stopping never acts, and the
    model that looks best is chosen by how well it has learned by heart. Numbers that are published
    from such a run are wrong.

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
    model = nn.Linear(20, 5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()


    def run_epoch(loader):
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)


    for epoch in range(2):
        print(epoch, run_epoch(train_loader), run_epoch(val_loader))
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
    model = nn.Linear(20, 5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()


    def run_epoch(loader, training):
        total = 0.0
        with torch.set_grad_enabled(training):
            for x, y in loader:
                loss = criterion(model(x), y)
                if training:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                total += loss.item()
        return total / len(loader)


    for epoch in range(2):
        print(epoch, run_epoch(train_loader, True), run_epoch(val_loader, False))
    ```

    Fix safety
    ----------
    There is no fix. Take `zero_grad()`, `backward()` and `step()` out of the loop over the
    validation data, and run it under `torch.no_grad()`, in evaluation mode.

    At run time
    -----------
    The name of the `DataLoader` that is being passed over is known. The predicate holds at a step
    during a pass over one that is called validation or test data, if the optimizer has stepped
    during a pass over another one before. Told once for each place.

    Exceptions
    ----------
    Silent where the optimizer steps on nothing else, as where a temperature is fitted to the
    validation data or an input is optimised; where data are called training data, too; in
    functions whose name says that they adapt, tune, calibrate, search or attack (test-time
    training, meta-learning, architecture search); and for steps under a flag that is false there.

    References
    ----------
    - T. Hastie, R. Tibshirani, J. Friedman, "The Elements of Statistical Learning", 2nd edition,
      Springer, 2009, section 7.2 (training, validation and test set)
    - C. Dwork et al., "The reusable holdout: Preserving validity in adaptive data analysis",
      Science 349, 2015, https://doi.org/10.1126/science.aaa9375
    """

    code = "LT606"
    name = "step-in-evaluation"
    severity = Severity.ERROR
    screen = ((b"step",), (b"backward",), (b"val", b"test", b"dev", b"Val", b"Test", b"Dev", b"VAL", b"TEST"))
    event = SteppedOnHeldOut

    def violates(self, before: None, event: SteppedOnHeldOut) -> bool:
        return True

    def verdict(self, before: None, event: SteppedOnHeldOut) -> Verdict:
        elsewhere = Witness("trained", event.trained, "it steps on other data here")
        return Verdict(
            event.at,
            f"`{event.text}` steps on `{event.data}`, which is there to evaluate",
            "Evaluate without `backward()` and `step()`, under `torch.no_grad()`.",
            (elsewhere,) if event.trained != event.at else (),
        )
