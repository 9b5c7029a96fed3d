"""What each process of a run tells, as JSON; and all of it put together.

An account is one JSON object, ``<pid>-<when>.json`` in the accounts folder, replaced whenever there is
news. Its keys are the fields of :class:`Account`; those of a finding are fields of
:class:`lintrain.findings.Finding`; a span is ``[row, column, end row, end column]``, a site ``[path, row]``.
Paths are absolute and the user's own. Beside it, ``<pid>-<when>.steps`` holds the number of optimizer steps
made so far, as text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from lintrain.findings import Finding, Position, Related, Seen, Severity, Span
from lintrain.smoking.series import Moment, Point, moment_from

Site = tuple[str, int]
"""A path and a row."""

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """The exception that ended a process, ``when`` (seconds since the epoch).

    ``path`` and ``row`` are the innermost line of the user's own.
    """

    kind: str
    message: str
    when: float
    traceback: str = field(repr=False, default="")
    path: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one process told last.

    - ``torch``: its version, empty as long as nobody has imported it; ``began``: seconds since the epoch.
    - ``forwards``: forward passes with gradients; ``judged``: where a rule was judged, by its code.
    - ``files``: the user's modules that ran; ``wrote``: what was written outside of the mirror.
    - ``blind``: why nothing could be watched.
    - ``points``, ``trace``: the measurements and the trace of :class:`lintrain.runtime.Run` as plain data,
      where they are wanted, when a process has ended.
    """

    pid: int
    began: float
    rank: int | None = None
    torch: str = ""
    device: str = ""
    steps: int = 0
    forwards: int = 0
    backwards: int = 0
    ended: bool = False
    findings: tuple[Finding, ...] = ()
    reached: frozenset[Site] = frozenset()
    judged: Mapping[str, frozenset[Site]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    wrote: tuple[str, ...] = ()
    failure: Failure | None = None
    blind: str = ""
    points: tuple[Point, ...] = field(repr=False, default=())
    trace: tuple[Moment, ...] = field(repr=False, default=())

    def write(self, path: str) -> None:
        """Write the account so that a reader sees either the one before or this one."""
        text = json.dumps(self.as_object())  # several times as fast as `json.dump`
        unfinished = f"{path}.new"
        with open(unfinished, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(text)
        os.replace(unfinished, path)

    def as_object(self) -> Object:
        """Return what is written."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {
            **plain,
            "findings": [finding_object(finding) for finding in self.findings],
            "reached": sorted(self.reached),
            "judged": {code: sorted(sites) for code, sites in self.judged.items()},
            "failure": asdict(self.failure) if self.failure else None,
            "points": [asdict(point) for point in self.points],
            "trace": [asdict(moment) for moment in self.trace],
        }

    @staticmethod
    def read(path: str) -> Account:
        """Read what :meth:`write` wrote."""
        with open(path, encoding="utf-8", errors="surrogateescape") as stream:
            data = json.load(stream)
        return Account(
            **{name: data[name] for name in _PLAIN if name not in ("files", "wrote")},
            files=tuple(data["files"]),
            wrote=tuple(data["wrote"]),
            points=tuple(Point(**point) for point in data["points"]),
            trace=tuple(map(moment_from, data["trace"])),
            findings=tuple(map(finding_from, data["findings"])),
            reached=_sites(data["reached"]),
            judged={code: _sites(sites) for code, sites in data["judged"].items()},
            failure=Failure(**data["failure"]) if data["failure"] else None,
        )


_NUMBERS = ("pid", "began", "rank", "steps", "forwards", "backwards")
_PLAIN = (*_NUMBERS, "files", "wrote", "torch", "device", "ended", "blind")


def _sites(pairs: Iterable[list[Any]]) -> frozenset[Site]:
    return frozenset((path, row) for path, row in pairs)


def finding_object(finding: Finding) -> Object:
    """Return a finding as it is written."""
    return {
        "path": finding.path,
        "span": _numbers(finding.span),
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "related": [
            {"message": r.message, "path": r.path, "span": _numbers(r.span)} for r in finding.related
        ],
        "seen": asdict(finding.seen) if finding.seen else None,
    }


def finding_from(data: Object) -> Finding:
    """Return the finding that was written."""
    seen = data["seen"]
    return Finding(
        data["path"],
        _span(data["span"]),
        data["code"],
        data["name"],
        Severity(data["severity"]),
        data["message"],
        data["help"],
        tuple(Related(r["message"], r["path"], _span(r["span"])) for r in data["related"]),
        seen=Seen(seen["step"], seen["times"], tuple(seen["ranks"])) if seen else None,
    )


def _numbers(span: Span) -> list[int]:
    return [span.start.row, span.start.column, span.end.row, span.end.column]


def _span(numbers: list[int]) -> Span:
    row, column, end_row, end_column = numbers
    return Span(Position(row, column), Position(end_row, end_column))


@dataclass(frozen=True, slots=True)
class Told:
    """What all processes told, put together."""

    accounts: tuple[Account, ...] = ()

    @property
    def steps(self) -> int:
        """The optimizer steps of the process that made most: ranks step together."""
        return max((account.steps for account in self.accounts), default=0)

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranks that trained, if the run was a distributed one."""
        return tuple(sorted({a.rank for a in self.accounts if a.rank is not None and a.steps}))

    @property
    def devices(self) -> tuple[str, ...]:
        """Where there were steps, each device once."""
        return tuple(dict.fromkeys(a.device for a in self.accounts if a.device and a.steps))

    @property
    def torch(self) -> bool:
        """Whether anybody has imported torch."""
        return any(account.torch for account in self.accounts)

    @property
    def forwards(self) -> int:
        """How many forward passes with gradients there were, in all processes."""
        return sum(account.forwards for account in self.accounts)

    @property
    def backwards(self) -> int:
        """How many backward passes there were, in all processes."""
        return sum(account.backwards for account in self.accounts)

    @property
    def reached(self) -> frozenset[Site]:
        """Every place where something happened."""
        return frozenset[Site]().union(*(account.reached for account in self.accounts))

    def judged(self, code: str) -> frozenset[Site]:
        """Return the places where the rule with this code was judged."""
        return frozenset[Site]().union(*(a.judged.get(code, frozenset()) for a in self.accounts))

    @property
    def files(self) -> tuple[str, ...]:
        """The user's files that ran, sorted."""
        return tuple(sorted({path for account in self.accounts for path in account.files}))

    @property
    def wrote(self) -> tuple[str, ...]:
        """What was written outside of the mirror, sorted."""
        return tuple(sorted({path for account in self.accounts for path in account.wrote}))

    @property
    def failure(self) -> Failure | None:
        """The exception that came first: what other processes raise is often its consequence."""
        failed = [account.failure for account in self.accounts if account.failure]
        return min(failed, key=lambda failure: failure.when, default=None)

    @property
    def told(self) -> Account | None:
        """The account whose series stand for all: the first rank that trained, or who made most steps."""
        trained = [account for account in self.accounts if account.steps]
        return max(trained, key=lambda a: (-(a.rank or 0), a.steps), default=None)

    @property
    def blind(self) -> str:
        """Why a process could not be watched, if one could not."""
        return next((account.blind for account in self.accounts if account.blind), "")

    @property
    def findings(self) -> list[Finding]:
        """All findings, sorted; what several processes saw is one finding."""
        found: dict[tuple[str, Span, str], Finding] = {}
        for account in self.accounts:
            for finding in account.findings:
                own = _ranked(finding, account.rank)
                key = (finding.path, finding.span, finding.code)
                found[key] = _joined(found[key], own) if key in found else own
        return sorted(found.values(), key=lambda finding: finding.sort_key)


def _ranked(finding: Finding, rank: int | None) -> Finding:
    """Return the finding with the rank that saw it, unless it tells that itself."""
    if finding.seen is None or finding.seen.ranks or rank is None:
        return finding
    return replace(finding, seen=replace(finding.seen, ranks=(rank,)))


def _joined(one: Finding, other: Finding) -> Finding:
    if one.seen is None or other.seen is None:
        return one if other.seen is None else other
    ranks = tuple(sorted({*one.seen.ranks, *other.seen.ranks}))
    seen = Seen(min(one.seen.step, other.seen.step), one.seen.times + other.seen.times, ranks)
    return replace(one, seen=seen)


def read_accounts(folder: str) -> Told:
    """Read all accounts, by rank, then in the order in which the processes began."""
    names = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    accounts = [_with_steps(Account.read(path), path) for path in (os.path.join(folder, n) for n in names)]
    return Told(tuple(sorted(accounts, key=lambda account: (account.rank or 0, account.began))))


def _with_steps(account: Account, path: str) -> Account:
    return replace(account, steps=max(account.steps, read_steps(path.removesuffix(".json") + ".steps")))


def read_steps(path: str) -> int:
    """Return the number in a ``.steps`` file; 0 where there is none yet."""
    try:
        with open(path, encoding="ascii") as stream:
            return int(stream.read() or 0)
    except FileNotFoundError:
        return 0


def most_steps(folder: str) -> int:
    """Return how many steps the process has made that has made most."""
    with os.scandir(folder) as entries:
        return max((read_steps(entry.path) for entry in entries if entry.name.endswith(".steps")), default=0)
