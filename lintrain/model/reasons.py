"""Why an object is taken for what it is, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from lintrain.events import Place


class Confidence(IntEnum):
    """How sure a role is; the higher, the surer."""

    CONVENTION = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an object plays its role: ``built by torch.optim.AdamW``, ``declared as ...``, ``by convention``.

    ``at`` is the place that shows it, where there is one.
    """

    confidence: Confidence
    text: str
    at: Place | None = None

    def better(self, known: Reason | None) -> Reason:
        """Return the surer of two reasons; the one known first where they are equal."""
        return self if known is None or self.confidence > known.confidence else known
