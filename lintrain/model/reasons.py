"""Why an object is taken for what it is, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from lintrain.events import Place
from lintrain.model.values import Kind


class Confidence(IntEnum):
    """How sure a role is; the higher, the surer.

    ``CERTAIN``: the source shows where it was built, or declares it. ``LIKELY``: what is called on it
    leaves little else. ``CONVENTION``: it is named like one, and nothing it is used for speaks against it.
    """

    CONVENTION = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an object plays its role; ``at`` is the place that shows it, where there is one."""

    confidence: Confidence
    text: str
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What an object is, as ``name`` in the source, and why: built by torch.optim.AdamW."""

    kind: Kind
    name: str
    reason: Reason

    def better(self, known: Role | None) -> Role:
        """Return the surer of two; the one known first where they are equal."""
        return self if known is None or self.reason.confidence > known.reason.confidence else known
