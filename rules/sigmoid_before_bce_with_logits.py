"""sigmoid-before-bce-with-logits: a sigmoid of a sigmoid."""

from __future__ import annotations

from lintrain.events import LossComputed, Squash
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class SigmoidBeforeBceWithLogits(StateRule[None, LossComputed]):
    """Probabilities are given to a binary cross-entropy that applies the sigmoid itself.

    What it does
    ------------
    Finds `nn.BCEWithLogitsLoss` and `F.binary_cross_entropy_with_logits` whose input has already
    been through a sigmoid (or a softmax), in the model or on the way to the loss.

    Why is this bad?
    ----------------
    The loss computes `sigmoid(input)` itself. Of a number between 0 and 1 that is between 0.5 and
    0.73: the model cannot say no. The best loss for a negative is `log(2)`, 0.69, for a positive
    0.31, and the gradient is squeezed through two sigmoids, so that it fades exactly where the
    model is most wrong. It still learns a ranking, slowly, and nothing is raised; a threshold of
    0.5 then calls everything positive.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 2, (256, 1)).float()
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1), nn.Sigmoid())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.BCEWithLogitsLoss()

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
    inputs, targets = torch.randn(256, 20), torch.randint(0, 2, (256, 1)).float()
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.BCEWithLogitsLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    Safe where the sigmoid stands in the loss call or in a local variable: the loss gets the sigmoid's
    own argument, and the variable stays for whoever else reads it. If that argument is a call, or has
    no name any more where the loss is computed (`out = torch.sigmoid(out)`), it gets a name of its own;
    or the line of the sigmoid goes where nobody else reads what it makes. No fix is offered where the
    two stand in different blocks, or where a value is changed in place between them.

    Unsafe where the sigmoid is part of the model: it is removed from what `forward` returns, or from
    the end of the `Sequential`, so every other caller gets scores too. Look for thresholds first:
    `output > 0.5` becomes `output > 0`. Where model and loss stand in different files, no fix is
    offered, nor for a softmax: classes that exclude each other are a matter for cross-entropy.

    At run time
    -----------
    The loss functions are observed, and the graph of their input is asked which operation produced
    it, through views and casts. The predicate holds when that is a sigmoid or a softmax with a
    gradient.

    Exceptions
    ----------
    Silent for

    - a sigmoid on the target (soft labels, distillation);
    - focal losses, which use the sigmoid for a weight and give the loss the scores;
    - `nn.BCELoss` on probabilities;
    - a sigmoid in evaluation only;
    - gates: a sigmoid that is multiplied with something before the loss.

    References
    ----------
    - PyTorch, `torch.nn.BCEWithLogitsLoss`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
    - I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, section 6.2.2.2 (the logarithm
      in the loss undoes the sigmoid's saturation),
      https://www.deeplearningbook.org/contents/mlp.html
    """

    code = "LT402"
    name = "sigmoid-before-bce-with-logits"
    severity = Severity.ERROR
    screen = ((b"igmoid", b"oftmax"), (b"with_logits", b"WithLogits"))
    event = LossComputed

    def concerns(self, before: None, event: LossComputed) -> bool:
        return not event.blind

    def violates(self, before: None, event: LossComputed) -> bool:
        squashed = event.input is not None and event.input.kind is not Squash.LOG_SOFTMAX
        return event.criterion == "binary_cross_entropy_with_logits" and squashed

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        given = event.input
        assert given is not None  # violates() asked for it
        where = "the model ends in it" if given.in_model else "applied here"
        role = "softmax" if given.kind is Squash.SOFTMAX else "model" if given.in_model else "sigmoid"
        return Verdict(
            event.at,
            "this loss applies `sigmoid` by itself and gets probabilities where it expects logits",
            f"Feed the scores that go into the {given.kind.value}.",
            (Witness(role, given.at, f"`{given.kind.value}`: {where}"),),
        )
