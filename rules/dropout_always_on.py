"""dropout-always-on: dropout that no mode switches off."""

from __future__ import annotations

from lintrain.events import Dropped
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict

HELP = {
    "Dropout": "Build the layer in `__init__`, so that `eval()` reaches it.",
    "scaled_dot_product_attention": "Pass `dropout_p=p if self.training else 0.0`.",
}


class DropoutAlwaysOn(StateRule[None, Dropped]):
    """Dropout acts in a module that is in evaluation mode, because it is not told the mode.

    What it does
    ------------
    Finds dropout that does not ask for the module's mode: `F.dropout(x)` and its like without
    `training=self.training`, whose default is true; `F.scaled_dot_product_attention(...,
    dropout_p=p)`, which has no such argument; and `nn.Dropout(p)(x)` built inside `forward`, which
    is always new and always in training mode.

    Why is this bad?
    ----------------
    `model.eval()` does not reach it. Every evaluation and every prediction deletes activations at
    random: scores are too low, differ from one call to the next, and change with the batch. With
    0.1 in each of twelve attention layers hardly anything stays as it was trained. Nothing is
    raised, since the same call is right during training.

    Example
    -------
    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner, self.outer = nn.Linear(20, 32), nn.Linear(32, 5)

        def forward(self, x):
            return self.outer(F.dropout(torch.relu(self.inner(x)), p=0.5))


    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    model.train()
    for x, y in zip(inputs[:128].split(32), targets[:128].split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        print(criterion(model(inputs[128:]), targets[128:]).item())
    ```

    Use instead
    -----------
    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner, self.outer = nn.Linear(20, 32), nn.Linear(32, 5)

        def forward(self, x):
            return self.outer(F.dropout(torch.relu(self.inner(x)), p=0.5, training=self.training))


    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    model.train()
    for x, y in zip(inputs[:128].split(32), targets[:128].split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        print(criterion(model(inputs[128:]), targets[128:]).item())
    ```

    Fix safety
    ----------
    There is no fix. Pass `training=self.training`, multiply the rate of attention by it (`p if
    self.training else 0.0`), or build `nn.Dropout` in `__init__`.

    At run time
    -----------
    The dropout functions of PyTorch are observed, together with the modules under whose `forward`
    they are called. The predicate holds when one of them acts, at a rate above zero, while the
    innermost of these modules is in evaluation mode and gradients are switched off. Told once for
    each call.

    Exceptions
    ----------
    Silent for a rate of zero, in training mode, for a call that is passed `training=True` in so
    many words (Monte Carlo dropout, and networks such as Tacotron 2, whose prenet drops always),
    for `nn.Dropout` layers that were put into training mode on purpose, and for functions outside
    of any module.

    References
    ----------
    - PyTorch, `torch.nn.functional.dropout` (`training=True`),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
    - PyTorch, `torch.nn.functional.scaled_dot_product_attention` ("always applies dropout according
      to the specified `dropout_p` argument"),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
    - N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
      JMLR 15, 2014, https://jmlr.org/papers/v15/srivastava14a.html
    """

    code = "LT604"
    name = "dropout-always-on"
    severity = Severity.ERROR
    static = False
    event = Dropped

    def violates(self, before: None, event: Dropped) -> bool:
        return event.rate > 0

    def verdict(self, before: None, event: Dropped) -> Verdict:
        return Verdict(
            event.at,
            f"`{event.call}` drops {event.rate:.0%} although `{event.module}` is in evaluation mode",
            HELP.get(event.call, "Pass `training=self.training`."),
        )
