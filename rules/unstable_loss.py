"""unstable-loss: a loss without a floor under its logarithm."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.losses import LossUnstable
from lintrain.rule import StateRule, Verdict, Witness

WHERE = {
    "log": "a probability that is rounded to 0 makes the loss infinite, and its gradient no number",
    "sqrt": "its derivative is infinite where all errors are 0: the gradient is no number there",
}
HELP = {
    "log": "Use a loss of scores (`log_softmax`, `logsigmoid`, a loss with logits), or `clamp_min`.",
    "sqrt": "Add an epsilon under the root.",
}


class UnstableLoss(StateRule[None, LossUnstable]):
    """A hand-written loss takes the logarithm of a bare probability, or the root of a bare square.

    What it does
    ------------
    Finds, in a loss that `backward` is called on, the `log` of what a softmax or sigmoid returned (or
    of one minus that), and the square root of a mean squared error or of a sum of squares, where
    nothing was added to the argument and nothing limits it.

    Why is this bad?
    ----------------
    In single precision a sigmoid is exactly 1 from a score of about 17 on, a softmax exactly 0 at 104
    below the largest. The logarithm is then minus infinity, its product with a target of 0 is no
    number, and a single such sample ruins all weights in one step: hours into a run, when the model
    has become confident. PyTorch's own losses never form the probability, or clamp its logarithm. The
    derivative of a square root at 0 is infinite, times an error of 0: no number again, for the first
    batch that the model gets entirely right, or that is all padding.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = 100 * torch.randn(256, 20), torch.randint(0, 2, (256, 1)).float()
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1), nn.Sigmoid())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        p = model(x)
        loss = -(y * torch.log(p + 1e-7) + (1 - y) * torch.log(1 - p)).mean()
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = 100 * torch.randn(256, 20), torch.randint(0, 2, (256, 1)).float()
    model = nn.Sequential(nn.LayerNorm(20), nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    Unsafe: the argument of the logarithm is limited with `clamp_min(1e-7)`, and `1e-8` is added under the
    root. Near the edge the loss is another one, half precision needs larger numbers, and a loss of scores
    is better where there is one.

    At run time
    -----------
    Not judged by this rule. A run finds the first value that is not finite, and says when it is born in the
    loss: see non-finite (LTR01).

    Exceptions
    ----------
    Silent for

    - an epsilon that was added, `clamp`, `nan_to_num`, `where`, and any other function in between;
    - logarithms directly around a softmax or sigmoid: that is log-of-softmax;
    - `log_softmax`, `logsigmoid`, `log1p`, and the losses of PyTorch;
    - metrics, on which no backward is called;
    - divisions and exponentials of predictions: whether they may leave their range, a source does not show.

    References
    ----------
    - PyTorch, `torch.nn.BCELoss` ("our solution is that BCELoss clamps its log function outputs"),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
    - I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, section 4.1 (overflow and
      underflow), https://www.deeplearningbook.org/contents/numerical.html
    """

    code = "LT406"
    name = "unstable-loss"
    severity = Severity.ERROR
    default = False
    runtime = False
    screen = ((b"backward",), (b"log", b"sqrt", b"**"))
    yields_to = ("log-of-softmax",)
    event = LossUnstable

    def violates(self, before: None, event: LossUnstable) -> bool:
        return True

    def verdict(self, before: None, event: LossUnstable) -> Verdict:
        return Verdict(
            event.at,
            WHERE[event.function],
            HELP[event.function],
            (Witness("backward", event.backward, "the gradient is computed here", event.text),),
        )
