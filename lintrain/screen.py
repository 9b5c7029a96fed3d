"""Which rules can fire in a file, judged by its bytes alone.

A rule declares groups of byte strings; it can fire only where every group has one of its strings in
the file or in those that its imports lead to. Most files of most projects hold none, and are never
parsed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Sequence

from lintrain.model.dialects import Events, spellings
from lintrain.rule import Rule
from lintrain.source.reading import Undecodable, cookie, decode

# Encodings in which every ASCII character is the one byte that a screen looks for.
_ASCII_COMPATIBLE = ("ascii", "utf-8", "iso8859", "cp125", "koi8", "mac-")


_STARTS = (
    b"optim", b"Optim", b"loss", b"Loss", b"criteri", b"Criteri", b"trainer", b"Trainer", b"train(", b"fit(",
    b"evaluat", b"Evaluat", b"eval(", b"Solver", b"Learner", b"learn(",
)  # fmt: skip
_TRAINS = re.compile(rb"train_\w+\(")
"""What a file must say itself before it matters what its imports say: it starts a training, or judges one."""


def needles(rules: Iterable[type[Rule]]) -> frozenset[bytes]:
    """Return every byte string that ``rules`` screen for."""
    return frozenset(needle for rule in rules for group in rule.screen for needle in group)


def starts(data: bytes) -> bool:
    """Tell whether it matters what the imports of ``data`` say."""
    data = _ascii_compatible(data)
    return any(map(data.__contains__, _STARTS)) or _TRAINS.search(data) is not None


def screen(
    rules: Sequence[type[Rule]],
    data: bytes,
    reached: frozenset[bytes] = frozenset(),
    events: Events = (),
) -> tuple[type[Rule], ...]:
    """Return the rules that can fire in ``data``, which imports files that hold the strings ``reached``.

    Where nothing :func:`starts`, those do not matter.
    A dialect's words, and those of the user's own ``events``, stand for those of plain torch.

    Each byte string is searched at most once. ``bytes.find`` does several GB/s; one regular
    expression of all strings does 0.05 GB/s, and misses strings that overlap.
    """
    holds = _holder(data, reached, events)
    return tuple(rule for rule in rules if all(any(map(holds, group)) for group in rule.screen))


def missing(
    rule: type[Rule], data: bytes, reached: frozenset[bytes] = frozenset(), events: Events = ()
) -> tuple[tuple[bytes, ...], ...]:
    """Return the groups of which neither the file nor what it imports holds a single byte string."""
    holds = _holder(data, reached, events)
    return tuple(group for group in rule.screen if not any(map(holds, group)))


def _holder(data: bytes, reached: frozenset[bytes], events: Events) -> Callable[[bytes], bool]:
    data = _ascii_compatible(data)
    found = dict.fromkeys(reached, True)

    def holds(needle: bytes) -> bool:
        if needle not in found:
            others = spellings(events).get(needle, ()) if needle not in data else ()
            found[needle] = needle in data or any(word in data for word in others)
        return found[needle]

    return holds


def _ascii_compatible(data: bytes) -> bytes:
    name = cookie(data)
    if name is None:
        return data
    try:
        if codecs.lookup(name).name.startswith(_ASCII_COMPATIBLE):
            return data
        return decode(data).text.encode("utf-8", "surrogatepass")
    except (LookupError, Undecodable):
        return data
