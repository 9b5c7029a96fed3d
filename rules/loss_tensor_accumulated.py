"""loss-tensor-accumulated: a sum that remembers every step."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.losses import LossKept
from lintrain.rule import StateRule, Verdict, Witness


class LossTensorAccumulated(StateRule[None, LossKept]):
    """The loss itself is added up for the log: the sum holds the graph of every step.

    What it does
    ------------
    Finds `total += loss`, `total = total + loss` and `losses.append(loss)` in a loop that also calls
    `backward()` on that very tensor, where `total` begins as a number (or an empty list) outside of the
    loop and is not set back in it. A factor (`loss * inputs.size(0)`) does not hide it.

    Why is this bad?
    ----------------
    A tensor that was computed with gradients refers to the graph that it came from, and a sum of such
    tensors to all of them. What backward has saved for itself is freed, so that nothing can be done with
    those graphs any more: backward through the sum would raise. Their nodes stay, one for each operation
    of the model, and so do the tensors that custom functions keep: memory grows with every step until the
    epoch ends or the process dies. If the sum is formed before backward, or backward is skipped for a
    batch, all its activations stay as well.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(512, 20), torch.randint(0, 5, (512,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    total = 0.0
    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss
    print(total / 16)
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(512, 20), torch.randint(0, 5, (512,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    total = 0.0
    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(total / 16)
    ```

    On a GPU `loss.item()` waits for the device in every step; `loss.detach()` does not.

    Fix safety
    ----------
    Safe: `loss` becomes `loss.item()` where the sum is only printed, and `loss.detach()` everywhere else,
    which is the same tensor without its graph. No gradient could come through it any more.

    The losses of a run stay the same, bit for bit.

    At run time
    -----------
    On sampled steps, from the eighth on, the variables at hand are looked at: told of a tensor that is the
    sum of losses on which backward was called, or a list of such, that holds those of nine steps in ten.
    Graphs that are held in other ways are counted by graph-growth (LTR11).

    Exceptions
    ----------
    Silent for

    - `loss.item()`, `float(loss)`, `loss.detach()`, `loss.data`, and a sum that is formed under `no_grad`;
    - sums that backward is called on: several losses, episodes, truncated backpropagation through time;
    - `backward(retain_graph=True)`: the graph may be needed once more;
    - sums that are set back inside the loop, as after each line of a log, or before the loop over the
      parts of one step;
    - losses that no `backward` is called on in the same loop: the caller may do so.

    References
    ----------
    - PyTorch, "Frequently Asked Questions" ("Don't accumulate history across your training loop"),
      https://docs.pytorch.org/docs/stable/notes/faq.html
    - PyTorch, `torch.Tensor.detach`,
      https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html
    """

    code = "LT407"
    name = "loss-tensor-accumulated"
    severity = Severity.WARNING
    screen = ((b"backward",), (b"+", b"append"))
    event = LossKept

    def violates(self, before: None, event: LossKept) -> bool:
        return True

    def verdict(self, before: None, event: LossKept) -> Verdict:
        what = "a list of" if event.listed else "the sum of"
        return Verdict(
            event.at,
            f"`{event.text}` is {what} tensors with their graphs: it holds those of all steps",
            f"Keep `{event.loss}.item()` or `{event.loss}.detach()`.",
            (
                Witness("backward", event.backward, f"gradients of `{event.loss}` are computed here"),
                *((Witness("number", event.at, ""),) if event.number else ()),
            ),
        )
