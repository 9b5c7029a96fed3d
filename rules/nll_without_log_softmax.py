"""nll-without-log-softmax: a loss without a logarithm."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import LossComputed, Squash
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class NllWithoutLogSoftmax(StateRule[None, LossComputed]):
    """Scores or probabilities are given to a loss that expects their logarithms.

    What it does
    ------------
    Finds `nn.NLLLoss` and `F.nll_loss` whose input comes right out of a linear layer or a
    convolution, or has been through a softmax or sigmoid, but through no logarithm. The layer is
    called before the loss, is the last of an `nn.Sequential`, or what every `return` of the model's
    `forward` calls.

    Why is this bad?
    ----------------
    `NLLLoss` takes the input at the target's index, and negates it: nothing else. It is a loss only
    for log-probabilities. Of raw scores it has no lower bound: the model makes the target's score
    grow for ever, without having to make any other smaller, and the printed loss turns negative and
    falls and falls. Of probabilities it is `-p`: bounded, with a gradient that vanishes for
    confident mistakes, just where a logarithm would make it large.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.NLLLoss()

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
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5), nn.LogSoftmax(dim=1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.NLLLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    Unsafe. Of scores, `NLLLoss` becomes `CrossEntropyLoss` where it is built, and `nll_loss` becomes
    `cross_entropy`: their arguments are the same, but the same criterion may be applied to
    log-probabilities elsewhere. Of probabilities, the `softmax` becomes a `log_softmax`, and whoever
    else reads them gets logarithms. No fix is offered where the name was imported by itself, or where
    the two stand in different files.

    At run time
    -----------
    The loss functions are observed, and the graph of their input is asked which operation produced
    it, through views and casts. The predicate holds when that is a linear layer, a convolution, a
    softmax or a sigmoid.

    Exceptions
    ----------
    Silent where `logsumexp` or `log_softmax` is computed by the function that calls the loss, or by one that
    calls it: `nll_loss(x, y) + logsumexp(x, 1).mean()` is a cross-entropy written by hand. Silent for
    `log_softmax`, `log(softmax(x))`, `logsigmoid` and any other input that may be a
    logarithm, such as the output of a user's own function, of a mixture or of a normalising flow.

    References
    ----------
    - PyTorch, `torch.nn.NLLLoss`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
    - PyTorch, `torch.nn.LogSoftmax`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
    """

    code = "LT404"
    name = "nll-without-log-softmax"
    severity = Severity.ERROR
    screen = ((b"NLLLoss", b"nll_loss"), (b"Linear", b"Conv", b"oftmax", b"igmoid"))
    event = LossComputed

    def concerns(self, before: None, event: LossComputed) -> bool:
        return not event.blind

    def violates(self, before: None, event: LossComputed) -> bool:
        squashed = event.input is not None and event.input.kind is not Squash.LOG_SOFTMAX
        return event.criterion == "nll_loss" and (event.scores or squashed)

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        given = event.input
        what = "raw scores" if given is None else "probabilities"
        return Verdict(
            event.at,
            f"this loss expects log-probabilities and gets {what}",
            "Give it `log_softmax` of the scores, or the scores to a cross-entropy.",
            tuple(_witness(event)),
        )


def _witness(event: LossComputed) -> Iterator[Witness]:
    if event.input is not None:
        kind = event.input.kind.value
        yield Witness("squash", event.input.at, f"`{kind}` is applied here", kind)
    if event.layer is not None:
        yield Witness("layer", event.layer, "scores come out of this layer")
    if event.built is not None:
        yield Witness("criterion", event.built, "expects log-probabilities")
