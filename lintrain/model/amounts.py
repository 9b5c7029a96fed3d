"""How many: a number as a product, so that two can be compared although neither is known."""

from __future__ import annotations

from lintrain.plain import dataclass

LENGTH = "len "
"""Prefix of a factor that is the length of something."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A product of ``factors`` divided by ``divisors``, each the identity of something unknown.

    ``number`` is the product of the literals in it; ``texts`` tells how the divisors are written. Constants
    that are added, and rounding, are left out.
    """

    factors: tuple[str, ...] = ()
    divisors: tuple[str, ...] = ()
    number: float = 1.0
    texts: tuple[str, ...] = ()

    def times(self, other: Amount) -> Amount:
        """Return the product."""
        return Amount(
            tuple(sorted((*self.factors, *other.factors))),
            tuple(sorted((*self.divisors, *other.divisors))),
            self.number * other.number,
            (*self.texts, *other.texts),
        )

    def over(self, other: Amount, text: str) -> Amount:
        """Return the quotient."""
        return Amount(
            tuple(sorted((*self.factors, *other.divisors))),
            tuple(sorted((*self.divisors, *other.factors))),
            self.number / other.number if other.number else self.number,
            (*self.texts, text),
        )

    @property
    def lengths(self) -> tuple[str, ...]:
        """The factors that are lengths."""
        return tuple(factor for factor in self.factors if factor.startswith(LENGTH))

    def counts(self, other: Amount) -> bool:
        """Tell whether both count the same: the same names, or for want of names the same number."""
        if self.factors or other.factors:
            return (self.factors, self.divisors) == (other.factors, other.divisors)
        return not self.divisors and not other.divisors and self.number == other.number
