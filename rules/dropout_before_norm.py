"""dropout-before-norm: batch statistics over activations of which some were deleted."""

from __future__ import annotations

from lintrain.architecture import DroppedBeforeNorm
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class DropoutBeforeNorm(StateRule[None, DroppedBeforeNorm]):
    """A BatchNorm layer takes its statistics over what dropout has left.

    What it does
    ------------
    Reports a dropout layer whose output goes right into a BatchNorm layer: neighbours in
    `nn.Sequential` or in a list of layers, and `self.norm(self.drop(x))`.

    Why is this bad?
    ----------------
    Dropout keeps the mean and raises the variance, in training only. BatchNorm learns that raised
    variance in its running statistics and divides by it in evaluation, where nothing is dropped:
    every channel is too small then. Li et al. call it variance shift; with dropout at 0.5 before
    the BatchNorm layers of a ResNet-110 the error on CIFAR-100 rises by several points. Dropout
    behind the last BatchNorm costs nothing.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(
        nn.Linear(20, 32),
        nn.Dropout(0.5),
        nn.BatchNorm1d(32),
        nn.ReLU(),
        nn.Linear(32, 5),
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
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
    model = nn.Sequential(
        nn.Linear(20, 32),
        nn.BatchNorm1d(32),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(32, 5),
    )
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
    The fix is unsafe. It swaps two neighbours in `nn.Sequential` or in a list. The model computes
    something else, and the names of the parameters in a checkpoint change with the position of
    the layer. Calls on each other are left alone.

    At run time
    -----------
    While values are looked at, the outputs of dropout layers are known. The predicate holds when a
    BatchNorm layer in training mode is called on the very tensor that a dropout layer, at a rate
    above zero, has just returned. Told once, under the forward pass.

    Exceptions
    ----------
    Off by default: there is something to be said for either order, and the effect is small for
    small rates. Silent for a rate of zero, for layer, group and instance normalisation, which keep
    no statistics (dropout before layer norm is what transformers do), and where another layer
    stands between the two.

    References
    ----------
    - X. Li, S. Chen, X. Hu, J. Yang, "Understanding the Disharmony between Dropout and Batch
      Normalization by Variance Shift", CVPR 2019, https://arxiv.org/abs/1801.05134
    - PyTorch, `torch.nn.BatchNorm1d`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
    """

    code = "LT701"
    name = "dropout-before-norm"
    severity = Severity.ADVICE
    default = False
    screen = ((b"Dropout",), (b"BatchNorm",))
    event = DroppedBeforeNorm

    def violates(self, before: None, event: DroppedBeforeNorm) -> bool:
        return True

    def verdict(self, before: None, event: DroppedBeforeNorm) -> Verdict:
        witness = []
        if event.norm_at is not None:
            witness.append(Witness("norm", event.norm_at, "statistics are taken here"))
        if event.swap:
            witness.append(Witness("swap", event.at, ""))
        return Verdict(
            event.at,
            f"`{event.text}` stands before `{event.norm}`, whose statistics are over what it leaves",
            "Put dropout behind the normalisation.",
            tuple(witness),
        )
