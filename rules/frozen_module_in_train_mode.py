"""frozen-module-in-train-mode: parameters that stand still, under statistics that move."""

from __future__ import annotations

from lintrain.events import FrozenCalled
from lintrain.findings import Severity
from lintrain.protocol import ModelState, Training
from lintrain.rule import StateRule, Verdict, Witness


class FrozenModuleInTrainMode(StateRule[ModelState, FrozenCalled]):
    """A frozen part of a model is put into training mode: its BatchNorm statistics still move.

    What it does
    ------------
    Reports a `train()` that reaches a part whose parameters were frozen (`requires_grad = False`)
    and which holds BatchNorm layers, if the model is then trained and nothing puts the part back
    into evaluation mode. An `eval()` in the constructor does not last: the next `train()` undoes
    it.

    Why is this bad?
    ----------------
    Freezing stops the gradients, and nothing else. In training mode BatchNorm normalises by the
    batch and moves its running mean and variance towards the new data, so that the part that was
    to stay as it is computes something else after every step, and differs between training and
    evaluation. The drift is small at first, and never ends. Features that were extracted before
    do not fit any more.

    Example
    -------
    ```python
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.backbone = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU())
            self.head = nn.Linear(32, 5)
            for parameter in self.backbone.parameters():
                parameter.requires_grad = False

        def forward(self, x):
            return self.head(self.backbone(x))


    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = Net()
    optimizer = torch.optim.SGD(model.head.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    model.train()
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
            self.backbone = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU())
            self.head = nn.Linear(32, 5)
            for parameter in self.backbone.parameters():
                parameter.requires_grad = False

        def forward(self, x):
            return self.head(self.backbone(x))


    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = Net()
    optimizer = torch.optim.SGD(model.head.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    model.train()
    model.backbone.eval()
    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe. It inserts `model.backbone.eval()` behind `model.train()`. The frozen part
    computes the same from then on, in training and in evaluation.

    Nothing is changed where `train()` is no statement of its own, and where the model is wrapped
    for data parallelism, so that its parts have other names.

    At run time
    -----------
    When a model in training mode is called with gradients after somebody called `train()`, its
    BatchNorm layers are looked at. The predicate holds if the weight and the bias of one want no
    gradient, while other parameters of the model do, and it is in training mode. Told under the
    `train()`.

    Exceptions
    ----------
    Silent for

    - classes with a `train()` of their own, which put the frozen part back;
    - parts that are put into evaluation mode after `train()`, here or by code that cannot be seen;
    - files that let anything want gradients again (gradual unfreezing), and parts that are frozen
      under a condition;
    - parts without BatchNorm, and BatchNorm without running statistics;
    - models on which nobody calls `train()`.

    References
    ----------
    - S. Ioffe and C. Szegedy, "Batch Normalization", ICML 2015, section 3.1,
      https://arxiv.org/abs/1502.03167
    - PyTorch, `torch.nn.BatchNorm2d` (running estimates are kept during training),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
    - PyTorch, "Autograd mechanics", on evaluation mode and frozen parameters,
      https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval
    """

    code = "LT607"
    name = "frozen-module-in-train-mode"
    severity = Severity.WARNING
    screen = (
        (b"requires_grad",),
        (b"train",),
        (b"nn", b"torchvision", b"timm", b"transformers"),
        (b"backward",),
    )
    event = FrozenCalled

    def violates(self, before: ModelState, event: FrozenCalled) -> bool:
        explicit = before.set_by is not None and before.set_by.training
        return before.mode is Training.TRAIN and explicit and not event.aside

    def verdict(self, before: ModelState, event: FrozenCalled) -> Verdict:
        assert before.set_by is not None  # violates() asked for it
        witness = [Witness("part", before.set_by.at, "", event.part)]
        if event.frozen is not None:
            witness.append(Witness("frozen", event.frozen, f"`{event.part}` is frozen here"))
        witness.append(Witness("forward", event.at, "and called in training mode here"))
        layers = ", ".join(f"`{layer}`" for layer in event.layers)
        return Verdict(
            before.set_by.at,
            f"`{event.part}` is frozen and put into training mode: the statistics of its {layers} still move",
            f"Call `{event.text}.{event.part}.eval()` after `{event.text}.train()`.",
            tuple(witness),
        )
