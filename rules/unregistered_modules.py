"""unregistered-modules: layers that the model does not know it has."""

from __future__ import annotations

from lintrain.architecture import Unregistered
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness

REGISTERED = {"list": "ModuleList", "tuple": "ModuleList", "dict": "ModuleDict"}


class UnregisteredModules(StateRule[None, Unregistered]):
    """Layers are kept in a plain list or dict, where the model does not find them.

    What it does
    ------------
    Reports an attribute of a module that is a plain list, tuple or dict of layers with weights, and
    that the module calls, while nothing registers the layers: no `nn.ModuleList`, `nn.ModuleDict`,
    `nn.Sequential` or `add_module` gets them.

    Why is this bad?
    ----------------
    A module knows its parts by their being attributes. What stands in a plain container is none of
    them: `parameters()` leaves its weights out, so that the optimizer never changes them;
    `to(device)` does not move them; `state_dict()` does not save them; `train()` and `eval()` do
    not reach them. The model runs, and the loss falls, because the other layers learn around
    weights that stay at random.

    Example
    -------
    ```python
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(20, 20) for _ in range(3)]
            self.head = nn.Linear(20, 5)

        def forward(self, x):
            for layer in self.layers:
                x = torch.relu(layer(x))
            return self.head(x)


    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = Net()
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


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(20, 20) for _ in range(3)])
            self.head = nn.Linear(20, 5)

        def forward(self, x):
            for layer in self.layers:
                x = torch.relu(layer(x))
            return self.head(x)


    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = Net()
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
    The fix is safe. It wraps the container in `nn.ModuleList` or `nn.ModuleDict`, as the file
    writes `torch.nn`. The layers are trained and saved from then on: checkpoints hold more than
    those that were written before, and to load one of these takes `strict=False`. What they lack
    was never trained.

    Nothing is changed where something else than a layer may be in the container, where a key is no
    plain string, where something is done that the registered container does not offer, and where
    `super().__init__()` does not come first.

    At run time
    -----------
    After sampled steps the attributes of all modules of a model that was called are looked at. The
    predicate holds for a list, tuple or dict of modules that are not among the model's own, that have
    trainable weights with gradients, and whose weights no optimizer holds.

    Exceptions
    ----------
    Silent for

    - a list around one single module, which is how a teacher is kept out of the state on purpose;
    - containers that are handed on (`nn.Sequential(*layers)`, `register(self.layers)`), returned, or
      read from outside of the class;
    - classes that register by hand (`add_module`, `setattr`), that answer `parameters()` or `to()`
      themselves, or that freeze something;
    - layers that are attributes, too: `self.layers = [self.first, self.second]`;
    - layers without weights, such as activations, and modules of other libraries than torch.

    References
    ----------
    - PyTorch, `torch.nn.ModuleList` ("modules it contains are properly registered"),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html
    - PyTorch, "Modules", section "Modules as Building Blocks",
      https://docs.pytorch.org/docs/stable/notes/modules.html
    """

    code = "LT706"
    name = "unregistered-modules"
    severity = Severity.ERROR
    screen = ((b"class",), (b"nn",), (b"forward",))
    event = Unregistered

    def violates(self, before: None, event: Unregistered) -> bool:
        return True

    def verdict(self, before: None, event: Unregistered) -> Verdict:
        registered = REGISTERED[event.container]
        witness = [Witness("container", event.at, "", event.prefix)]
        if event.layer_at is not None:
            witness.append(Witness("layer", event.layer_at, "this layer is built"))
        if event.used is not None:
            witness.append(Witness("used", event.used, "and used here"))
        if event.only_layers:
            witness.append(Witness("registered", event.at, "", registered))
        return Verdict(
            event.at,
            f"`{event.module}` keeps layers (`{event.layer}`) in a plain {event.container}, `{event.text}`: "
            "they are neither trained nor saved",
            f"Keep them in `nn.{registered}`.",
            tuple(witness),
        )
