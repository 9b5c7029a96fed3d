"""missing-no-sync, at run time: data parallelism averages after every backward of a window."""

from __future__ import annotations

from lintrain.events import Place
from lintrain.structure import StepsEvery

from ._observer import Observer
from ._owned import Owned


class MissingNoSync(Observer):
    """What each forward pass has decided about the average, at every step that several backwards lead to."""

    rules = ("LT306",)

    def install(self) -> None:
        """Begin to observe."""
        self._lengths: dict[int, int] = {}
        self.scene.on_commit.append(self._commit)

    def _commit(self, owned: Owned, at: Place) -> None:
        passes = owned.passes
        steady = len(passes) == self._lengths.get(owned.key)
        self._lengths[owned.key] = len(passes)
        if len(passes) < 2 or not steady or not all(each.event.reduced for each in passes):
            return
        (place, *others) = {each.event.at for each in passes}
        if not others and len({each.forwards for each in passes}) == len(passes):
            size = str(len(passes))
            event = StepsEvery(at, owned.name, size, "", "", place, at, at, tail=True, parallel=True)
            self.scene.judge.observe(event, owned.name)
