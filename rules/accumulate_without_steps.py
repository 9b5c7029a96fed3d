"""accumulate-without-steps: a window of one."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.structure import AccumulatesNothing


class AccumulateWithoutSteps(StateRule[None, AccumulatesNothing]):
    """`accelerator.accumulate()` is used, and the `Accelerator` was never told how many steps that is.

    What it does
    ------------
    Looks for an `Accelerator` that was built without `gradient_accumulation_steps`, or a plug-in that
    sets it, in a file that calls its `accumulate()` and has an option or a constant for that number.

    Why is this bad?
    ----------------
    The default is 1: every batch is a window of its own, the prepared optimizer steps each time, and
    the option that is printed and logged is ignored. A batch that was to be 8 x 16 is 16, and a
    learning rate chosen for the large one is too high. No warning is given.

    Example
    -------
    ```python
    import torch
    from accelerate import Accelerator
    from torch import nn

    accumulation_steps = 8
    accelerator = Accelerator(mixed_precision="no")
    model = nn.Linear(20, 5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    batches = [(torch.randn(16, 20), torch.randint(0, 5, (16,))) for _ in range(64)]
    model, optimizer = accelerator.prepare(model, optimizer)

    for x, y in batches:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(x), y)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
    print(f"{len(batches) // accumulation_steps} updates")
    ```

    Use instead
    -----------
    ```python
    import torch
    from accelerate import Accelerator
    from torch import nn

    accumulation_steps = 8
    accelerator = Accelerator(mixed_precision="no", gradient_accumulation_steps=accumulation_steps)
    model = nn.Linear(20, 5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    batches = [(torch.randn(16, 20), torch.randint(0, 5, (16,))) for _ in range(64)]
    model, optimizer = accelerator.prepare(model, optimizer)

    for x, y in batches:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(x), y)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
    print(f"{len(batches) // accumulation_steps} updates")
    ```

    Fix safety
    ----------
    Unsafe: `gradient_accumulation_steps=` is given the program's own number. From then on the
    optimizer steps that many times less often, on that many times larger batches, and a learning
    rate that was tuned with the mistake in place may be too low. No fix is offered where the number
    is only declared on the command line, or where the constructor cannot read it.

    At run time
    -----------
    From the first step on, `accumulate()` is asked for the window of its accelerator. Told where that is
    one, every backward was stepped, and the program has a larger number at hand whose name speaks of
    accumulation.

    Exceptions
    ----------
    Silent where

    - the file has no number for the window: `accelerate launch --gradient_accumulation_steps` or its
      configuration may set it;
    - a `GradientAccumulationPlugin` or DeepSpeed is spoken of;
    - the window is set on the accelerator afterwards;
    - the constructor's arguments cannot all be seen (`**kwargs`), or there are several accelerators.

    References
    ----------
    - Accelerate, "Performing gradient accumulation",
      https://huggingface.co/docs/accelerate/usage_guides/gradient_accumulation
    """

    code = "LT309"
    name = "accumulate-without-steps"
    severity = Severity.ERROR
    screen = ((b"Accelerator",), (b"accumulate",))
    event = AccumulatesNothing

    def violates(self, before: None, event: AccumulatesNothing) -> bool:
        return True

    def verdict(self, before: None, event: AccumulatesNothing) -> Verdict:
        return Verdict(
            event.at,
            f"`accumulate()` waits for nothing: `{event.option}` is never given to the accelerator",
            "Give it `gradient_accumulation_steps=`.",
            (
                Witness("accumulate", event.used, "every batch is a window of its own here")
                if event.used != event.at
                else Witness("accumulate", event.used, ""),
                Witness("option", event.used, "", event.option if event.visible else ""),
            ),
        )
