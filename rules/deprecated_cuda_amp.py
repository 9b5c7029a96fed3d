"""deprecated-cuda-amp: names that every start of the training warns of."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.facts import Facts
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.structure import Called

DEVICES = {
    f"torch.{device}.amp.{module}{name}": (device, name)
    for device in ("cuda", "cpu")
    for module, name in (("", "autocast"), ("autocast_mode.", "autocast"), ("", "GradScaler"))
}
"""The old names, each with its device and the new name in ``torch.amp``."""


class DeprecatedCudaAmp(StateRule[None, Called]):
    """Mixed precision is asked for under a name of one device, which PyTorch has deprecated.

    What it does
    ------------
    Looks for calls of `torch.cuda.amp.autocast`, `torch.cuda.amp.GradScaler` and their namesakes in
    `torch.cpu.amp`. Today `torch.amp` has one of each, with the device as the first argument.

    Why is this bad?
    ----------------
    Since PyTorch 2.4 each call raises a `FutureWarning`, which fills the logs of every process, and the
    names are to be removed. A program that stays with them ties itself to CUDA in every line: on any
    other device it silently trains in float32.

    Example
    -------
    ```python
    import torch
    from torch import nn

    model = nn.Linear(20, 5).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.cuda.amp.GradScaler()


    def train(loader):
        for x, y in loader:
            optimizer.zero_grad()
            with torch.autocast("cuda"):
                loss = nn.functional.cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    model = nn.Linear(20, 5).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cuda")


    def train(loader):
        for x, y in loader:
            optimizer.zero_grad()
            with torch.autocast("cuda"):
                loss = nn.functional.cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
    ```

    Fix safety
    ----------
    The fix is safe, given a PyTorch that has the new names: `torch.amp.GradScaler` is there since
    2.3, `torch.amp.autocast` since 1.10. It writes `torch.amp.GradScaler("cuda", ...)` and
    `torch.amp.autocast("cuda", ...)`, gives positional arguments of `autocast` their names, whose
    order has changed, and turns the import of a name into one from `torch.amp`, with all calls of
    what it brings. Nothing is changed where such a name is used in another way than in a call, as
    the base of a class for instance, or where the import brings names that changed more.

    The losses of a run stay the same, bit for bit.

    At run time
    -----------
    Not judged: PyTorch itself warns there.

    Exceptions
    ----------
    Silent for

    - files that call the name of `torch.amp` as well: the old one is for an older PyTorch;
    - names that are imported from one place or the other, by `try` and `except ImportError`;
    - `torch.autocast` and `torch.amp`, whatever the device.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision package" ("torch.cuda.amp.autocast(args...) is deprecated,
      please use torch.amp.autocast("cuda", args...) instead"),
      https://docs.pytorch.org/docs/stable/amp.html
    - PyTorch 2.4 release notes, section "Deprecations",
      https://github.com/pytorch/pytorch/releases/tag/v2.4.0
    """

    code = "LT208"
    name = "deprecated-cuda-amp"
    severity = Severity.WARNING
    runtime = False
    screen = ((b"amp",), (b"cuda", b"cpu"), (b"autocast", b"GradScaler"))
    event = Called

    def examine(self, facts: Facts) -> Iterator[Verdict]:
        """Yield a verdict for each call of an old name whose new one is nowhere called in the file."""
        called = {
            view.event.name for s in facts.sightings for view in s.views if isinstance(view.event, Called)
        }
        new = {name for _, name in DEVICES.values() if {f"torch.amp.{name}", f"torch.{name}"} & called}
        kept = [s for s in facts.sightings if not any(_is_paired(view.event, new) for view in s.views)]
        yield from super().examine(Facts(facts.path, tuple(kept)))

    def violates(self, before: None, event: Called) -> bool:
        return event.name in DEVICES

    def verdict(self, before: None, event: Called) -> Verdict:
        device, name = DEVICES[event.name]
        return Verdict(
            event.at,
            f"`torch.{device}.amp.{name}` is deprecated since PyTorch 2.4",
            f'Write `torch.amp.{name}("{device}", ...)`.',
            (Witness("device", event.at, "", device), Witness("name", event.at, "", name)),
        )


def _is_paired(event: Event, new: set[str]) -> bool:
    return isinstance(event, Called) and event.name in DEVICES and DEVICES[event.name][1] in new
