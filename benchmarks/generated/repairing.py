"""Programs with a mistake are fixed and run again: both witnesses must be content, and the loss must fall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generated.examining import Court, Disagreement, Examined
from generated.mistakes import BY_NAME

LONGER = "EPOCHS = 12"
ENOUGH = 6
"""Values of the loss from which a fall can be told: the first third and the last are compared."""


def repaired(court: Court, examined: Examined) -> Examined | None:
    """Fix a program, and run it for longer; ``None`` where no fix is offered for its mistake."""
    text, left = court.fixed(examined.text)
    rules = BY_NAME[examined.plan.mistake].rules
    if any(finding.name in rules for finding in left):
        return None
    longer = text.replace("EPOCHS = 3", LONGER)
    return court.run(replace(examined.plan, mistake="none"), longer, left)


def complaints(fixed: Examined) -> Iterator[Disagreement]:
    """Yield what is not as it must be after a fix."""
    for each in fixed.disagreements:
        yield Disagreement(f"after the fix: {each.kind}", each.rule, each.detail)
    if not falls(fixed.history):
        yield Disagreement("after the fix: the loss does not fall", "")


def falls(history: tuple[float, ...]) -> bool:
    """Tell whether the last third of the losses is smaller than the first, on average."""
    third = len(history) // 3
    if len(history) < ENOUGH:
        return True
    return sum(history[-third:]) < sum(history[:third])
