"""dropped-tail-batches, at run time: a pass over the data ends within a window, and no step comes for it."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any, NamedTuple

from lintrain.events import Place
from lintrain.structure import StepsEvery

from ._observer import Observer
from ._owned import Owned


class _Tail(NamedTuple):
    """What the end of a pass leaves: ``left`` backwards of a window of ``size``, and how many there were."""

    owned: Owned
    size: int
    left: int
    backwards: int


class DroppedTailBatches(Observer):
    """The last steps say how long a window is, the end of a ``DataLoader`` what is left, and the next step,
    or the end of the program, what became of that.
    """

    rules = ("LT305",)

    def install(self) -> None:
        """Begin to observe."""
        scene = self.scene
        self._lengths: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=2))
        self._at: dict[int, Place] = {}
        self._source: tuple[int, int] = 0, 0
        self._tail: _Tail | None = None
        scene.on_batch.append(self._batch)
        scene.on_exhausted.append(self._exhausted)
        scene.on_commit.append(self._commit)

    def _batch(self, iterator: Any) -> None:
        self._source = id(iterator), self.scene.backwards

    def _exhausted(self, iterator: Any) -> None:
        """A pass is over. It has trained if backward came behind its last batch."""
        source, backwards = self._source
        owners = list(self.scene.owned.values())
        if source != id(iterator) or self.scene.backwards <= backwards or len(owners) != 1:
            return
        lengths, left = self._lengths[owners[0].key], len(owners[0].passes)
        if len(lengths) == 2 and 0 < left < lengths[0] == lengths[1]:
            self._tail = _Tail(owners[0], lengths[1], left, self.scene.backwards)

    def _commit(self, owned: Owned, at: Place) -> None:
        tail, self._tail = self._tail, None
        if tail is not None and tail.owned is owned:
            since, held = self.scene.backwards - tail.backwards, len(owned.passes)
            leaks = since == tail.size and held == since + tail.left
            cleared = since in (tail.size, tail.size - tail.left) and held == since
            if leaks or cleared:
                self._tell(tail)
        places = {each.event.at for each in owned.passes}
        forwards = {each.forwards for each in owned.passes}
        plain = len(places) == 1 and len(forwards) == len(owned.passes)
        self._lengths[owned.key].append(len(owned.passes) if plain else 0)
        self._at[owned.key] = at

    def finish(self) -> None:
        """Tell of what is left when the program ends by itself."""
        tail = self._tail
        if tail is not None and self.scene.ended and self.scene.backwards == tail.backwards:
            self._tell(tail)

    def _tell(self, tail: _Tail) -> None:
        at = self._at[tail.owned.key]
        event = StepsEvery(at, tail.owned.name, str(tail.size), "", "", at, at, at, tail=False)
        self.scene.judge.observe(event, tail.owned.name)
