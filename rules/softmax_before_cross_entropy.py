"""softmax-before-cross-entropy: probabilities where logits are expected."""

from __future__ import annotations

from lintrain.events import LossComputed, Squash
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class SoftmaxBeforeCrossEntropy(StateRule[None, LossComputed]):
    """Probabilities are given to a cross-entropy that applies softmax itself: its gradient fades.

    What it does
    ------------
    Finds `nn.CrossEntropyLoss` and `F.cross_entropy` whose input has already been through a
    softmax: inside the call, in a variable, or in the model, whose `forward` returns it, whose last
    layer is `nn.Softmax`, or one of whose outputs comes from such a layer. Views, indexing and
    squeezing on the way do not hide it.

    `log_softmax` before cross-entropy is reported as a warning only. Applying it twice changes
    nothing (the log-sum-exp of log-probabilities is zero): it is redundant, not wrong.

    Why is this bad?
    ----------------
    Cross-entropy expects logits and computes `-log(softmax(input)[target])`. Given probabilities,
    it takes the softmax of numbers between 0 and 1, which is never far from uniform. Over C
    classes, a certain and correct prediction still costs `log(1 + (C - 1) / e)`, and a certain and
    wrong one no more than `log(e + C - 1)`: one nat above it, whatever C is.

    | C | uniform guess | best possible | worst possible |
    | --- | --- | --- | --- |
    | 2 | 0.69 | 0.31 | 1.31 |
    | 10 | 2.30 | 1.46 | 2.46 |
    | 100 | 4.61 | 3.62 | 4.62 |
    | 1000 | 6.91 | 5.91 | 6.91 |

    The gradient passes through the softmax's Jacobian. At a uniform guess it is exactly C times
    smaller than it should be, and for a confident mistake, where cross-entropy should push hardest,
    it goes to zero. The model still learns, slowly and worse, and nothing is raised: a ten-class
    loss that hovers above 1.46 is the usual symptom.

    Example
    -------
    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(512, 20), torch.randint(0, 10, (512,)))
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 10))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    model.train()
    for inputs, targets in loader:
        optimizer.zero_grad()
        logits = model(inputs)
        probs = F.softmax(logits, dim=1)
        loss = criterion(probs, targets)
        loss.backward()
        optimizer.step()
        print(loss.item(), (probs.argmax(dim=1) == targets).float().mean().item())
    ```

    Use instead
    -----------
    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(512, 20), torch.randint(0, 10, (512,)))
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 10))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    model.train()
    for inputs, targets in loader:
        optimizer.zero_grad()
        logits = model(inputs)
        probs = F.softmax(logits, dim=1)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        print(loss.item(), (probs.argmax(dim=1) == targets).float().mean().item())
    ```

    Where the model itself returns probabilities, let it return logits and take the softmax where
    probabilities are wanted; the argmax is the same for both.

    Fix safety
    ----------
    Safe where the softmax stands in the loss call or in a local variable: the loss gets the softmax's
    own argument, and the variable stays for whoever else reads it. If that argument is a call, or has
    no name any more where the loss is computed (`out = F.softmax(out, dim=1)`), it gets a name of its own;
    or the line of the softmax goes where nobody else reads what it makes. No fix is offered where the
    two stand in different blocks, or where a value is changed in place between them.

    Unsafe where the softmax is part of the model or of a helper function: it is removed from what
    is returned (a line `x = softmax(x)` directly before `return x` is deleted), or from the end of
    the `Sequential`, so every other caller gets logits too. Look for thresholds, averaged
    probabilities and exported models first.

    Either way the gradient grows; a learning rate raised to make up for the mistake may now be too
    high.

    At run time
    -----------
    The loss functions are observed, and the graph of their input is asked which operation produced
    it, through views and casts: the predicate holds when that is a softmax. No value is read, and
    an input without a gradient is not judged.

    Exceptions
    ----------
    Silent:

    - Softmax on the target: soft labels, distillation; cross-entropy takes class probabilities
      there.
    - `nn.NLLLoss` on `log_softmax`, `nn.KLDivLoss`, `nn.MultiMarginLoss`, mean squared error: they
      apply no softmax.
    - Softmax for accuracy, logging, attention, mixing weights, class weights, focal weights,
      `Categorical(probs=...)`, pseudo-labels.
    - Softmax in evaluation mode only (`if not self.training`), in `predict`, or on another branch
      than the loss.
    - A tuple of logits and probabilities of which the loss gets the logits.
    - `nn.AdaptiveLogSoftmaxWithLoss`, and a `cross_entropy` or criterion that is the project's own
      or cannot be resolved: it may take probabilities.

    References
    ----------
    - CrossEntropyLoss:
      https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
    - functional.cross_entropy:
      https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
    - functional.log_softmax:
      https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
    - Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs, 1990:
      https://doi.org/10.1007/978-3-642-76153-9_28
    - Goodfellow, Bengio, Courville, Deep Learning, section 6.2.2.3:
      https://www.deeplearningbook.org/contents/mlp.html
    """

    code = "LT401"
    name = "softmax-before-cross-entropy"
    severity = Severity.ERROR
    screen = ((b"oftmax",), (b"ross_entropy", b"CrossEntropy"))
    event = LossComputed

    def concerns(self, before: None, event: LossComputed) -> bool:
        return not event.blind

    def violates(self, before: None, event: LossComputed) -> bool:
        given = event.input
        return event.criterion == "cross_entropy" and given is not None and given.kind is not Squash.SIGMOID

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        given = event.input
        assert given is not None  # violates() asked for it
        redundant = given.kind is Squash.LOG_SOFTMAX
        where = "the model ends in it" if given.in_model else "applied here"
        message = (
            "cross entropy applies `log_softmax` by itself: this one is redundant"
            if redundant
            else "cross entropy gets probabilities where it expects logits: softmax is applied twice"
        )
        return Verdict(
            event.at,
            message,
            "Feed the scores that go into the softmax.",
            (Witness("model" if given.in_model else "softmax", given.at, f"`{given.kind.value}`: {where}"),),
            Severity.WARNING if redundant else None,
        )
