"""One step of the run: who did what to whose gradients, in order, with the state before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from lintrain.reporters.page.markup import element, text
from lintrain.smoking.series import Moment
from lintrain.source.paths import display

NAMES = {
    "ZeroGrad": "Zero grad",
    "Forward": "Forward",
    "LossComputed": "Loss",
    "Backward": "Backward",
    "Unscale": "Unscale",
    "Clip": "Clip",
    "EditGrads": "Edit gradients",
    "Averaged": "Average weights",
    "Step": "Step",
    "ScalerUpdate": "Scaler update",
    "SchedulerStep": "Scheduler step",
    "Mode": "Mode",
    "LoadWeights": "Load weights",
}
"""The events that are shown."""

LONGEST = 12
"""A group of up to so many rows that is repeated is shown once."""

Lane = tuple[str, str]
"""What something happens to: ``model`` or ``optimizer``, and its name."""

Row = Callable[[str, int], str]
"""Looks up a row of a file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the timeline: an event, to all whom it happened to at once."""

    event: str
    text: str
    path: str
    row: int
    states: tuple[tuple[Lane, tuple[str, ...], tuple[str, ...]], ...]
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Repeated:
    """The ``rows`` entries above happen ``times`` times more."""

    rows: int
    times: int


def entries(step: Sequence[Moment], codes: Iterable[str]) -> list[Entry]:
    """Return what is shown of a step; only violations of ``codes`` are marked."""
    blamed = _blamed(step, frozenset(codes))
    shown = [(index, moment) for index, moment in enumerate(step) if moment.event in NAMES]
    found = []
    for _, together in groupby(shown, key=lambda pair: _site(pair[1])):
        found.extend(_merged(list(together), blamed))
    return _with_losses(found)


def _blamed(step: Sequence[Moment], codes: frozenset[str]) -> dict[int, set[str]]:
    """Return which moments are to blame: the last at the place that a rule blames, before it judged."""
    found: dict[int, set[str]] = {}
    for index, moment in enumerate(step):
        for code, path, row in moment.violated:
            if code in codes:
                there = (
                    i for i in range(index, -1, -1) if _at(step[i]) == (path, row) and step[i].event in NAMES
                )
                found.setdefault(next(there, index), set()).add(code)
    return found


def _at(moment: Moment) -> tuple[str, int]:
    return moment.path, moment.row


def _site(moment: Moment) -> tuple[str, str, int]:
    return moment.event, moment.path, moment.row


def _merged(together: Sequence[tuple[int, Moment]], blamed: dict[int, set[str]]) -> list[Entry]:
    """Return one entry for what happens to several at once, and the next where somebody is met again."""
    found: list[Entry] = []
    for index, moment in together:
        lane = _lane(moment)
        state = (lane, moment.before, moment.after)
        codes = frozenset(blamed.get(index, ()))
        if found and lane not in [known for known, _, _ in found[-1].states]:
            last = found[-1]
            found[-1] = replace(last, states=(*last.states, state), codes=last.codes | codes)
        else:
            found.append(Entry(moment.event, moment.text, moment.path, moment.row, (state,), codes))
    return found


def _lane(moment: Moment) -> Lane:
    models = ("Forward", "Mode", "LoadWeights")
    return ("model" if moment.event in models else "optimizer", moment.owner)


def _with_losses(found: Sequence[Entry]) -> list[Entry]:
    """A loss is nobody's: it is drawn in the lane of the model that was called last."""
    drawn: list[Entry] = []
    lane: Lane | None = None
    for entry in found:
        if entry.event == "Forward":
            lane = entry.states[-1][0]
        if entry.event == "LossComputed":
            entry = replace(entry, states=((lane, (), ()),) if lane else ())
        drawn.append(entry)
    return drawn


def folded(found: Sequence[Entry]) -> list[Entry | Repeated]:
    """Return the entries with groups that come three times or more in a row shown once."""
    rows: list[Entry | Repeated] = []
    index = 0
    while index < len(found):
        size, times = max(
            ((size, _times(found, index, size)) for size in range(1, LONGEST + 1)),
            key=lambda each: each[0] * (each[1] - 1) if each[1] > 2 else 0,
        )
        if times > 2:
            rows += [*found[index : index + size], Repeated(size, times - 1)]
            index += size * times
        else:
            rows.append(found[index])
            index += 1
    return rows


def _times(found: Sequence[Entry], index: int, size: int) -> int:
    block, times = found[index : index + size], 1
    while len(block) == size and found[index + times * size : index + (times + 1) * size] == block:
        times += 1
    return times


# --- markup ---


@dataclass(slots=True)
class Drawing:
    """Draws entries; ``row`` looks up source, ``links`` are the findings' addresses by code."""

    lanes: Sequence[Lane]
    row: Row
    links: dict[str, tuple[str, str]]
    _phases: dict[Lane, str] = field(default_factory=dict)

    def draw(self, rows: Sequence[Entry | Repeated]) -> str:
        """Return the whole timeline."""
        for each in reversed(rows):
            if isinstance(each, Entry):
                self._phases |= {lane: before[0] for lane, before, _ in each.states if before}
        drawn = [self._entry(each) if isinstance(each, Entry) else self._repeated(each) for each in rows]
        return element("ol", "".join(drawn), "timeline", style=f"--lanes:{len(self.lanes)}")

    def _entry(self, entry: Entry) -> str:
        owners = ", ".join(dict.fromkeys(name for (_, name), _, _ in entry.states if name))
        what = element("b", NAMES[entry.event])
        if owners and entry.event != "LossComputed":
            what += element("span", text(owners), "owner")
        place = element("span", text(f"{display(entry.path)}:{entry.row}"), "place")
        where = place + element("code", text(self.row(entry.path, entry.row).strip()))
        flags = "".join(self._flag(code) for code in sorted(entry.codes))
        content = (
            self._lanes(entry)
            + element("div", what, "what")
            + element("div", where, "where")
            + element("div", _states(entry), "state")
            + (element("div", flags, "flags") if flags else "")
        )
        return element("li", content, "moment violated" if entry.codes else "moment")

    def _repeated(self, repeated: Repeated) -> str:
        before = dict(self._phases)
        lanes = "".join(_cell(before.get(lane, ""), before.get(lane, ""), "") for lane in self.lanes)
        rows = "this row" if repeated.rows == 1 else f"these {repeated.rows} rows"
        times = "once more" if repeated.times == 1 else f"{repeated.times} times more"
        said = element("div", f"… {rows} {times} …", "again")
        return element("li", element("div", lanes, "lanes") + said, "moment")

    def _lanes(self, entry: Entry) -> str:
        states = {lane: (before, after) for lane, before, after in entry.states}
        cells = []
        for lane in self.lanes:
            above = self._phases.get(lane, "")
            if lane in states and states[lane][1]:
                self._phases[lane] = states[lane][1][0]
            dot = ("bad" if entry.codes else "dot") if lane in states else ""
            cells.append(_cell(above, self._phases.get(lane, ""), dot))
        return element("div", "".join(cells), "lanes")

    def _flag(self, code: str) -> str:
        address, name = self.links[code]
        return element("a", f"{text(code)} {text(name)}", "flag", href=f"#{address}")


def _cell(above: str, below: str, dot: str) -> str:
    lines = element("i", "", f"up {_kind(above)}") + element("i", "", f"down {_kind(below)}")
    return element("span", lines + (element("i", "", dot) if dot else ""), "lane")


def _kind(word: str) -> str:
    return {"training mode": "train", "evaluation mode": "eval"}.get(word, word or "none")


def _states(entry: Entry) -> str:
    """Say each state once where it is the same for all, and what became of it."""
    said: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (_, name), before, after in entry.states:
        if before or after:
            said.setdefault((before, after), []).append(name)
    whose = [
        element("span", text(", ".join(names)), "whose") + " " if len(said) > 1 else ""
        for names in said.values()
    ]
    changes = [_change(before, after) for before, after in said]
    return "".join(element("span", w + c, "change") for w, c in zip(whose, changes, strict=True))


def _change(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    if before == after:
        return _chips(after)
    return (
        f"{_chips(before)} {element('span', '→', 'to', title='becomes')} {_chips(after)}"
        if before
        else _chips(after)
    )


def _chips(words: tuple[str, ...]) -> str:
    return " ".join(element("span", text(word), f"chip {_kind(word)}") for word in words)


def timeline(step: Sequence[Moment], row: Row, links: dict[str, tuple[str, str]]) -> str:
    """Return a step as markup. ``links`` are address and name of the findings by code."""
    found = entries(step, links)
    if not found:
        return ""
    lanes = list(dict.fromkeys(lane for entry in found for lane, _, _ in entry.states))
    return Drawing(lanes, row, links).draw(folded(found))
