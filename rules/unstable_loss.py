"""unstable-loss: a loss without a floor under its logarithm."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.losses import LossUnstable
from lintrain.rule import StateRule, Verdict, Witness

RUN = {
    "log": "the logarithm of a number that is not above 0 is in this loss",
    "sqrt": "the root of 0 is in this loss",
    "division": "a division by 0 is in this loss",
    "exp": "an exponential that is too large for its type is in this loss",
}
"""What a run has met."""

WHERE = {
    "log": "a probability that is rounded to 0 makes the loss infinite, and its gradient no number",
    "sqrt": "its derivative is infinite where all errors are 0: the gradient is no number there",
}
HELP = {
    "log": "Use a loss of scores (`log_softmax`, `logsigmoid`, a loss with logits), or `clamp_min`.",
    "sqrt": "Add an epsilon under the root.",
    "division": "Add an epsilon to the divisor, or limit it with `clamp_min`.",
    "exp": "Limit the exponent, or use `logsumexp`, `log_softmax` or `expm1`.",
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
    The graph of each loss is looked through before backward, as far as to what models have returned:
    told of a logarithm of 0 or less, a root of 0, a division by 0 and an exponential that overflows, at
    the line of backward. In all of these the gradient is not finite, even where the loss is. What else
    is not finite is told by non-finite (LTR01).

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
    screen = ((b"backward",), (b"log", b"sqrt", b"**"))
    yields_to = ("log-of-softmax",)
    event = LossUnstable

    def violates(self, before: None, event: LossUnstable) -> bool:
        return True

    def verdict(self, before: None, event: LossUnstable) -> Verdict:
        seen = event.backward == event.at
        return Verdict(
            event.at,
            f"{RUN[event.function]}: its gradient is not finite" if seen else WHERE[event.function],
            HELP[event.function],
            (
                Witness(
                    "backward", event.backward, "" if seen else "the gradient is computed here", event.text
                ),
            ),
        )
