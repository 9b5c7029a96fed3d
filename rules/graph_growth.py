"""graph-growth: every step's graph, kept for ever."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.measurements import KeptGraphs
from lintrain.rule import StateRule, Verdict

STEPS = 6
"""A window of a few recent steps may be kept on purpose."""
SHARE = 0.9
"""All of them, but for one that a program may let go."""


class GraphGrowth(StateRule[None, KeptGraphs]):
    """The graphs of earlier steps are still held, and one more with every step.

    What it does
    ------------
    Asks how many of the losses of earlier steps still have their graph alive, and reports a run in
    which nearly all do.

    Why is this bad?
    ----------------
    A tensor that was computed with gradients holds everything that it was computed from. `total +=
    loss` holds the graphs of all steps; a list of losses or outputs, a hidden state that is carried
    on without `detach()`, and a replay buffer do too. What backward has freed of it is gone, but
    nodes, and with `retain_graph` all activations, stay: memory grows with each step, and the run
    dies, out of memory, hours later, at a place that has nothing to do with it.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    history = []
    for x, y in zip(inputs.split(16), targets.split(16)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        history.append({"loss": loss, "samples": len(x)})
    print(sum(entry["loss"] for entry in history) / 16)
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    history = []
    for x, y in zip(inputs.split(16), targets.split(16)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        history.append({"loss": loss.item(), "samples": len(x)})
    print(sum(entry["loss"] for entry in history) / 16)
    ```

    Fix safety
    ----------
    There is no fix. Keep `loss.item()` or `loss.detach()`, and detach what is carried from one step
    to the next.

    At run time
    -----------
    A mark is put into the graph of each loss that backward is called on; it dies with the graph.
    The predicate holds when, with at least six
    earlier steps, the graphs of nine tenths of all earlier
    steps are alive.

    Exceptions
    ----------
    Silent for graphs that are kept until a step has used them (accumulation, episodes of
    reinforcement learning), for fewer than six earlier steps, for losses that are kept detached or as
    numbers, and for a window of recent steps.

    References
    ----------
    - PyTorch, "Frequently Asked Questions", "My model reports cuda runtime error(2): out of memory"
      ("Don't accumulate history across your training loop"),
      https://docs.pytorch.org/docs/stable/notes/faq.html
    """

    code = "LTR11"
    name = "graph-growth"
    severity = Severity.WARNING
    static = False
    yields_to = ("loss-tensor-accumulated",)
    event = KeptGraphs

    def concerns(self, before: None, event: KeptGraphs) -> bool:
        return event.usual is not None and event.usual >= STEPS

    def violates(self, before: None, event: KeptGraphs) -> bool:
        assert event.usual is not None  # concerns() asked for it
        return event.value >= SHARE * event.usual

    def verdict(self, before: None, event: KeptGraphs) -> Verdict:
        return Verdict(
            event.at,
            f"the graphs of {event.value:.0f} earlier steps are still held, one more with each step",
            "Keep `loss.item()` or `loss.detach()` instead of the loss.",
        )
