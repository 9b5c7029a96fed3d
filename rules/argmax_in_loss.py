"""argmax-in-loss: a decision where a degree is needed."""

from __future__ import annotations

from lintrain.events import Differentiated
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class ArgmaxInLoss(StateRule[None, Differentiated]):
    """A decision (`argmax`, `round`, `>`) stands between model and loss: no gradient gets through it.

    What it does
    ------------
    Finds a loss function whose input is the result of `argmax`, `round`, `sign`, `floor`, `ceil`,
    `trunc` or a comparison with a threshold, and on which, or on a sum with which, `backward` is called.

    Why is this bad?
    ----------------
    A decision does not change when a score changes a little: its derivative is zero, or does not
    exist. `argmax` and comparisons return tensors without a graph, so that PyTorch raises unless
    somebody makes them require a gradient, or adds a term that has one: then this term is a number
    that is printed and never learned from. `round` and `sign` do have a derivative, which is zero:
    backward runs, every parameter gets a gradient of exactly 0, and nothing is raised at all.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, stars = torch.randn(256, 20), torch.randint(1, 6, (256, 1)).float()
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    for x, y in zip(inputs.split(32), stars.split(32)):
        optimizer.zero_grad()
        guess = model(x).round()
        loss = nn.functional.mse_loss(guess, y) + nn.functional.l1_loss(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, stars = torch.randn(256, 20), torch.randint(1, 6, (256, 1)).float()
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    for x, y in zip(inputs.split(32), stars.split(32)):
        optimizer.zero_grad()
        guess = model(x)
        loss = nn.functional.mse_loss(guess, y)
        loss.backward()
        optimizer.step()
        print((guess.round() == y).float().mean().item())
    ```

    Fix safety
    ----------
    There is no fix. Give the loss what the decision is made from: scores or probabilities, a
    `softmax`-weighted sum instead of an index, a soft Dice instead of a Dice of masks.

    At run time
    -----------
    The loss functions are observed, and the graph of their input is asked which operation produced
    it, through views and casts. The predicate holds when that is `round`, `sign`, `floor`, `ceil` or
    `trunc`, and the loss is among what the next `backward` leads through. `argmax` and comparisons
    leave no graph behind: a loss that has none is told of as loss-detached.

    Exceptions
    ----------
    Silent for

    - decisions in the target: pseudo-labels, hard negatives, the argmax of a teacher;
    - an argmax that selects (`gather`, an index), with the loss on what was selected;
    - straight-through estimators: `hard - soft.detach() + soft`, `gumbel_softmax(hard=True)`;
    - metrics, on which no backward is called;
    - masks that are multiplied with a loss, and losses that are written by hand from values that are not
      known.

    References
    ----------
    - Y. Bengio, N. Leonard, A. Courville, "Estimating or Propagating Gradients Through Stochastic
      Neurons for Conditional Computation", 2013, https://arxiv.org/abs/1308.3432
    - PyTorch, `torch.argmax`, https://docs.pytorch.org/docs/stable/generated/torch.argmax.html
    - PyTorch, "Autograd mechanics" (gradients for non-differentiable functions),
      https://docs.pytorch.org/docs/stable/notes/autograd.html
    """

    code = "LT409"
    name = "argmax-in-loss"
    severity = Severity.ERROR
    screen = (
        (b"backward",),
        (b"argmax", b"round", b"sign", b"floor", b"ceil", b"trunc", b">", b"<"),
        (b"loss", b"Loss", b"entropy"),
    )
    event = Differentiated

    def violates(self, before: None, event: Differentiated) -> bool:
        return event.lost is not None or (event.cut is not None and event.cut.hard)

    def verdict(self, before: None, event: Differentiated) -> Verdict:
        cut = event.lost or event.cut
        assert cut is not None  # violates() asked for it
        return Verdict(
            cut.at,
            f"no gradient gets through `{cut.how}`: the model learns nothing from this loss",
            "Give the loss what the decision is made from.",
            (Witness("backward", event.at, "this backward does not reach the model through it", event.text),),
        )
