"""One program before both witnesses: linted, run for some steps under observation, and compared."""

from __future__ import annotations

import contextlib
import io
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lintrain.analysis import analyse
from lintrain.config import Config
from lintrain.engine import Fixes, check_source
from lintrain.findings import Finding
from lintrain.rule import find_rule
from lintrain.runtime import Run, watch
from generated.mistakes import BY_NAME
from generated.plan import Plan
from generated.writing import write

HEALTH = "LTR"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What is not as it must be: its kind, and the rule that it is about."""

    kind: str
    rule: str
    detail: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two disagreements alike."""
        return self.kind, self.rule


@dataclass(frozen=True, slots=True)
class Examined:
    """A program, and what each witness says of it."""

    plan: Plan
    text: str
    static: tuple[Finding, ...]
    seen: tuple[Finding, ...]
    reached: frozenset[int]
    error: str
    history: tuple[float, ...]

    @property
    def disagreements(self) -> list[Disagreement]:
        """Return everything that is not as it must be."""
        return [*self._between(), *self._expected(), *self._failed()]

    def _between(self) -> Iterator[Disagreement]:
        for finding in self.static:
            rule = find_rule(finding.code)
            if rule and rule.runtime and not _told(finding, self.seen) and self._executed(finding):
                yield Disagreement("only on paper", finding.name, _where(finding))
        for finding in self.seen:
            rule = find_rule(finding.code)
            if rule and rule.static and not _told(finding, self.static):
                yield Disagreement("only in the run", finding.name, _where(finding))

    def _executed(self, finding: Finding) -> bool:
        return bool(self.reached.intersection(range(finding.span.start.row, finding.span.end.row + 1)))

    def _expected(self) -> Iterator[Disagreement]:
        mistake = BY_NAME.get(self.plan.mistake)
        rules = mistake.rules if mistake else ()
        for witness, findings in (("source", self.static), ("run", self.seen)):
            names = {finding.name for finding in findings}
            for rule in rules:
                if rule not in names:
                    yield Disagreement(f"missed in the {witness}", rule)
            for name in sorted(names - {*rules, *(mistake.also if mistake else ())}):
                yield Disagreement(f"unexpected in the {witness}", name)

    def _failed(self) -> Iterator[Disagreement]:
        mistake = BY_NAME.get(self.plan.mistake)
        if self.error and not (mistake and mistake.raises):
            yield Disagreement("does not run", self.error)


def _told(finding: Finding, others: Sequence[Finding]) -> bool:
    """Tell whether another witness says the same of a common row."""
    first, last = finding.span.start.row, finding.span.end.row
    return any(
        other.code == finding.code and first <= other.span.end.row and other.span.start.row <= last
        for other in others
    )


def _where(finding: Finding) -> str:
    return f"row {finding.span.start.row}"


class Court:
    """Examines programs. ``folder`` holds their texts, so that a run knows its lines."""

    def __init__(self, folder: str | None = None) -> None:
        self._folder = Path(folder or tempfile.mkdtemp(prefix="programs-"))
        self._count = 0

    def examine(self, plan: Plan) -> Examined:
        """Lint a program, and run it."""
        text = write(plan)
        static = analyse(self._path(text), text.encode(), Config.DEFAULT.rules).findings
        return self.run(plan, text, tuple(static))

    def run(self, plan: Plan, text: str, static: tuple[Finding, ...]) -> Examined:
        """Run a text that the source's witness has judged already."""
        path = self._path(text)
        space: dict[str, object] = {"__name__": "__main__"}
        error = ""
        with watch() as run:
            try:
                execute(path, text, space)
            except Exception as raised:  # noqa: BLE001  # a program's own error is a result
                error = f"{type(raised).__name__}: {raised}".partition("\n")[0]
        seen = tuple(finding for finding in run.findings)
        history = space.get("history")
        values = tuple(float(each) for each in history) if isinstance(history, list) else ()
        return Examined(plan, text, static, seen, _rows(run, path), error, values)

    def fixed(self, text: str) -> tuple[str, tuple[Finding, ...]]:
        """Return a text with all fixes applied, and what is left of the findings."""
        report = check_source(self._path(text), text.encode(), Config.DEFAULT, Fixes.ALL)
        after = report.changes[0].after.decode() if report.changes else text
        return after, tuple(report.findings)

    def _path(self, text: str) -> str:
        path = self._folder / f"program{self._count}.py"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            self._count += 1
            path = self._folder / f"program{self._count}.py"
            path.write_text(text, encoding="utf-8")
        return str(path)


def execute(path: str, text: str, space: dict[str, object]) -> None:
    """Run a program silently."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(compile(text, path, "exec"), space)


def _rows(run: Run, path: str) -> frozenset[int]:
    return frozenset(row for file, row in run.reached if Path(file) == Path(path))
