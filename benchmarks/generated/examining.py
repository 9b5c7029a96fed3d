"""One program before both witnesses: linted, run for some steps under observation, and compared."""

from __future__ import annotations

import contextlib
import io
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generated.mistakes import BY_NAME, RIGHT, Mistake
from generated.plan import Plan
from generated.writing import write
from lintrain.analysis import analyse
from lintrain.config import Config
from lintrain.engine import Fixes, check_source
from lintrain.findings import Finding, Severity
from lintrain.rule import find_rule
from lintrain.runtime import Run, watch


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
    judged: dict[str, frozenset[int]]
    error: str
    history: tuple[float, ...]

    @property
    def disagreements(self) -> list[Disagreement]:
        """Return everything that is not as it must be."""
        return [*self._between(), *self._expected(), *self._failed()]

    @property
    def mistake(self) -> Mistake:
        """What is wrong with the program on purpose."""
        return BY_NAME.get(self.plan.mistake, RIGHT)

    def _between(self) -> Iterator[Disagreement]:
        """What one witness says of a place that the other has judged, too.

        Of what torch itself has stopped, a run shows a part.
        """
        for finding in self.static if not self.error else ():
            if self._judged(finding) and not self._told(finding, self.seen):
                yield Disagreement("only on paper", finding.name, _where(finding))
        for finding in self.seen:
            rule = find_rule(finding.code)
            if rule and rule.static and not self._told(finding, self.static) and not self._granted(finding):
                yield Disagreement("only in the run", finding.name, _where(finding))

    def _judged(self, finding: Finding) -> bool:
        """Tell whether a run has judged the rule there, or at a place that proves it."""
        spans = [finding.span, *(each.span for each in finding.related)]
        rows = {row for span in spans for row in range(span.start.row, span.end.row + 1)}
        return bool(rows & self.judged.get(finding.code, frozenset()))

    def _told(self, finding: Finding, others: Sequence[Finding]) -> bool:
        """Tell whether another witness says the same of a common row, or what is more specific.

        A gradient that is set to ``None`` is noticed when something is done with it next: rows differ there.
        What stands behind a loop that may have had no batch is left alone by the source.
        """
        first, last = finding.span.start.row, finding.span.end.row
        rule = find_rule(finding.code)
        names = {finding.name, *(rule.yields_to if rule else ())}
        anywhere = self.plan.clear == "loop" or self.plan.accumulate == "flush"
        return any(
            other.name in names
            and (anywhere or (first <= other.span.end.row and other.span.start.row <= last))
            for other in others
        )

    def _granted(self, finding: Finding) -> bool:
        """A window that its epoch cuts short is told by a run alone, as advice: no source shows it."""
        short = self.plan.accumulate in ("tail", "flush") or self.plan.exits != "none"
        return short and finding.name == "wrong-accumulation-divisor" and finding.severity is Severity.ADVICE

    def _expected(self) -> Iterator[Disagreement]:
        for witness, findings in (("source", self.static), ("run", self.seen)):
            told = {finding.name for finding in findings if not self._granted(finding)}
            if not (witness == "run" and self.error):
                yield from (
                    Disagreement(f"missed in the {witness}", name)
                    for name in self.mistake.rules
                    if name not in told and _judges(name, witness)
                )
            for name in sorted(told - {*self.mistake.rules, *self.mistake.also} - self._health(told)):
                yield Disagreement(f"unexpected in the {witness}", name)

    def _health(self, told: set[str]) -> set[str]:
        """Return the symptoms among what is told: a program that is wrong may have any of them."""
        rules = [find_rule(name) for name in told]
        return {rule.name for rule in rules if rule and not rule.static} if self.mistake.rules else set()

    def _failed(self) -> Iterator[Disagreement]:
        if self.error and not self.mistake.raises:
            yield Disagreement("does not run", self.error)


def _judges(name: str, witness: str) -> bool:
    rule = find_rule(name)
    return rule is not None and (rule.static if witness == "source" else rule.runtime)


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
        return Examined(plan, text, static, seen, _judged(run, path), error, values)

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


def _judged(run: Run, path: str) -> dict[str, frozenset[int]]:
    """Return, by a rule's code, the rows where a run has judged it."""
    here = Path(path)
    return {
        code: frozenset(row for file, row in places if Path(file) == here)
        for code, places in run.judged.items()
    }
