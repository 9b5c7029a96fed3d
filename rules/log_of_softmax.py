"""log-of-softmax: an exponential and a logarithm that should never have met."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.losses import LogTaken
from lintrain.rule import StateRule, Verdict, Witness

BETTER = {"softmax": "log_softmax", "sigmoid": "logsigmoid", "sum of exponentials": "logsumexp"}


class LogOfSoftmax(StateRule[None, LogTaken]):
    """The logarithm of a softmax, a sigmoid or a sum of exponentials is computed in two steps.

    What it does
    ------------
    Finds `log(softmax(x))`, `log(sigmoid(x))` and `log(sum(exp(x)))`, as functions of PyTorch or as
    methods, nested or through a variable that is assigned once.

    Why is this bad?
    ----------------
    The exponential leaves the range of the number format long before its logarithm would. In single
    precision a softmax or sigmoid is exactly 0 once the score lies about 104 below the largest, in half
    precision once it lies 17 below; the logarithm is then minus infinity, its gradient is not a number,
    and one such sample ruins all weights. A sum of exponentials overflows from a score of 89 on, in
    half precision from 11. The functions that do both at once subtract the maximum first, are exact
    over the whole range, and are faster.

    Example
    -------
    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        scores = model(x)
        loss = F.nll_loss(torch.log(F.softmax(scores, dim=1)), y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        scores = model(x)
        loss = F.nll_loss(F.log_softmax(scores, dim=1), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    Safe: `log_softmax`, `logsigmoid` or `logsumexp` of the same argument takes the place of the
    logarithm; the values agree wherever both are finite. No fix is offered where the argument has
    changed meanwhile or is a call that would run twice, where a sum is taken over all entries or with a
    `dtype`, and where the function was imported by its own name.

    At run time
    -----------
    `torch.log` and `Tensor.log` are observed, unless PyTorch itself calls them, and the graph of their
    input is asked which operation produced it. No value is read, and an input without a gradient is
    not judged.

    Exceptions
    ----------
    Silent where something was added or the range was limited in between (`log(softmax(x) + eps)`,
    `clamp`), which keeps the logarithm finite; for probabilities that were mixed or averaged, whose
    logarithm is no log-softmax; under `with torch.no_grad()`, where it is a number for the log; and for
    names that are assigned more than once.

    References
    ----------
    - PyTorch, `torch.nn.functional.log_softmax` ("while mathematically equivalent to log(softmax(x)),
      doing these two operations separately is slower and numerically unstable"),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
    - PyTorch, `torch.logsumexp`, https://docs.pytorch.org/docs/stable/generated/torch.logsumexp.html
    - P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and softmax
      functions", IMA Journal of Numerical Analysis, 2021, https://doi.org/10.1093/imanum/draa038
    """

    code = "LT403"
    name = "log-of-softmax"
    severity = Severity.ADVICE
    screen = ((b"log",), (b"softmax", b"sigmoid", b"exp"))
    event = LogTaken

    def violates(self, before: None, event: LogTaken) -> bool:
        return True

    def verdict(self, before: None, event: LogTaken) -> Verdict:
        label = f"the {event.of} is computed here" if event.inner != event.at else ""
        return Verdict(
            event.at,
            f"the logarithm of a {event.of} is infinite where `{BETTER[event.of]}` is exact",
            f"Use `{BETTER[event.of]}`.",
            (Witness("inner", event.inner, label),),
        )
