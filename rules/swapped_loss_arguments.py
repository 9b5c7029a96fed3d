"""swapped-loss-arguments: the target where the prediction belongs."""

from __future__ import annotations

from lintrain.events import LossComputed
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class SwappedLossArguments(StateRule[None, LossComputed]):
    """The target is given to the loss first, and the model's output as the target.

    What it does
    ------------
    Finds cross-entropy, negative log-likelihood and binary cross-entropy (with logits or without)
    whose first argument comes out of the loader and whose second one out of a model.

    Why is this bad?
    ----------------
    These losses take the prediction first. Swapped, class indices stop at once with an error about
    types or shapes. Where the target has the shape and type of the output, as in binary and
    multi-label classification, nothing is raised. Binary cross-entropy takes the logarithm of the
    labels, which PyTorch clamps to -100 for a label of 0: the loss is linear in the output, with a slope
    of 100. With logits it is `softplus(y) - y * output`, linear again: it drives the output towards
    infinity for every positive, and leaves it alone for every negative.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 2, (256, 4)).float())
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 4))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.BCEWithLogitsLoss()

    for x, y in loader:
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(y, output)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 2, (256, 4)).float())
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 4))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.BCEWithLogitsLoss()

    for x, y in loader:
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    Safe: the two arguments change places, and the loss is what was meant. No fix is offered where they are
    not written as two arguments, and where a call among them would be made in another order.

    At run time
    -----------
    The loss functions are observed. The predicate holds when the target is what a model returned and
    requires a gradient, while the input requires none.

    Exceptions
    ----------
    Silent for

    - losses for which the order makes no difference: mean squared error, L1, smooth L1, Huber, cosine;
    - `kl_div`, of which both directions are in use;
    - two outputs of models: distillation, mutual learning, contrastive losses;
    - soft labels that are learned, with the prediction as the input;
    - criteria of the project's own, whose order nobody knows; data whose origin is not certain.

    References
    ----------
    - PyTorch, `torch.nn.BCELoss` (input, target; its logarithm is clamped to -100),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
    - PyTorch, `torch.nn.CrossEntropyLoss`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
    """

    code = "LT410"
    name = "swapped-loss-arguments"
    severity = Severity.ERROR
    screen = ((b"ross_entropy", b"CrossEntropy", b"nll_loss", b"NLLLoss", b"BCE"),)
    event = LossComputed

    def violates(self, before: None, event: LossComputed) -> bool:
        return event.swapped

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        built = event.built
        return Verdict(
            event.at,
            "this loss takes the prediction first and the target second: they are swapped",
            "Swap the two arguments.",
            (Witness("criterion", built, f"`{event.criterion}`"),) if built is not None else (),
        )
