"""dropout-always-on: dropout that no mode switches off."""

from __future__ import annotations

from lintrain.events import Dropped
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness

PASS = "Pass `training=self.training`."
HELP = {
    "Dropout": "Build the layer in `__init__`, so that `eval()` reaches it.",
    "scaled_dot_product_attention": "Pass `dropout_p=p if self.training else 0.0`.",
}


class DropoutAlwaysOn(StateRule[None, Dropped]):
    """Dropout acts in evaluation mode, too, because it is not told the mode.

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
    The fix is safe. It passes `training=self.training` to the function, multiplies the rate of
    attention by the mode (`p if self.training else 0.0`), and turns `nn.Dropout(p)(x)` into
    `nn.functional.dropout(x, p, training=self.training)`. In training mode the same is computed as
    before.

    Nothing is changed where the layer that `forward` builds has a name of its own, and where the
    functions of `torch.nn.functional` cannot be spelled from what the file imports.

    At run time
    -----------
    The dropout functions of PyTorch are observed, together with the modules under whose `forward`
    they are called. The predicate holds when one of them acts, at a rate above zero, while the
    innermost of these modules is in evaluation mode and gradients are switched off. Told once for
    each call.

    Exceptions
    ----------
    Silent for

    - a rate of zero, and one that the caller chooses (`F.dropout(x, p)` with a parameter `p`);
    - a call that is passed `training=True` in so many words: Monte Carlo dropout, and networks
      such as Tacotron 2, whose prenet drops always;
    - calls under a condition that asks for the mode or for a parameter of the function, methods
      that are called under one, and methods and classes whose name says that they train, augment,
      sample or mean it (`Prenet`, `mc_dropout`);
    - rates that the class sets in a `train()` of its own;
    - `nn.Dropout` layers that were put into training mode on purpose, and functions outside of any
      module.

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
    screen = ((b"dropout", b"Dropout"), (b"nn",), (b"def",))
    event = Dropped

    def violates(self, before: None, event: Dropped) -> bool:
        return event.rate is None or event.rate > 0

    def verdict(self, before: None, event: Dropped) -> Verdict:
        how = "drops" if event.rate is None else f"drops {event.rate:.0%}"
        when = f"although `{event.module}` is in evaluation mode"
        if not event.seen:
            when = f"in evaluation, too: nothing tells it the mode of `{event.module}`"
        witness = [Witness("module", event.at, "", event.receiver), Witness("call", event.at, "", event.call)]
        if event.rate_at is not None:
            witness.append(Witness("rate", event.rate_at, ""))
        help_text = HELP["Dropout"] if "Dropout" in event.call else HELP.get(event.call, PASS)
        return Verdict(event.at, f"`{event.call}` {how} {when}", help_text, tuple(witness))
