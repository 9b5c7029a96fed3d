"""One file from bytes to findings: parse, collect facts, ask the rules, locate, prepare fixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from lintrain.facts import Facts
from lintrain.findings import FileReport, Finding, Fix, Problem, Related
from lintrain.precedence import Claim, outspoken
from lintrain.rule import Rule, Verdict, events_of

if TYPE_CHECKING:
    from lintrain.model.project import Project, Unit
    from lintrain.syntax.tree import Tree


class Trees:
    """The syntax of the files that findings point into; parsed only if there are any."""

    def __init__(self, path: str, data: bytes, project: Project, tree: Tree | None = None) -> None:
        self._path, self._data, self._project = path, data, project
        self._trees = {} if tree is None else {path: tree}

    def __getitem__(self, path: str) -> Tree:
        if path not in self._trees:
            self._trees[path] = self._parsed(path)
        return self._trees[path]

    def confirm(self, unit: Unit) -> bool:
        """Have libcst read a file that was lowered quickly; the project is told where the graphs differ."""
        from lintrain.syntax.problems import SyntaxProblem

        try:
            tree = self._trees[unit.path] = self._parsed(unit.path, unit.first)
            unit.confirmed = len(tree.nodes) == unit.size and tree.code == unit.code
        except SyntaxProblem:
            if unit.path == self._path:
                raise
        if not unit.confirmed:
            self._project.distrust(unit)
        return unit.confirmed

    def _parsed(self, path: str, first: int = 0) -> Tree:
        from lintrain.syntax.problems import SyntaxProblem
        from lintrain.syntax.tree import parse

        data = self._data if path == self._path else self._project.read(path)
        if isinstance(data, Problem):
            raise SyntaxProblem(data.message)
        return parse(path, data, first)


def analyse(
    path: str,
    data: bytes,
    rules: Sequence[type[Rule]],
    project: Project | None = None,
    fixes: bool = True,
) -> FileReport:
    """Return what ``rules`` find in one file, and in what it imports because of how it is used here.

    A file that cannot be parsed gives a report with a :class:`~lintrain.findings.Problem`. ``project``
    keeps what was parsed for the next file. Without ``fixes`` nobody looks for repairs.
    """
    from lintrain.model.project import Project
    from lintrain.syntax.problems import SyntaxProblem

    try:
        claims, trees = _claims(path, data, rules, project or Project())
        findings = _findings(claims, path, trees, fixes) if claims else []
    except SyntaxProblem as problem:
        return FileReport(path, problems=(Problem(path, problem.message, problem.row, problem.column),))
    by_file = {where: (tuple(f), t) for where, f, t in findings}
    mine, text = by_file.pop(path, ((), ""))
    elsewhere = tuple(FileReport(where, found, text=t) for where, (found, t) in by_file.items())
    return FileReport(path, mine, text=text, elsewhere=elsewhere)


def prepare() -> None:
    """Import all that most files need, once, before workers are forked."""
    import lintrain.flow.witness
    import lintrain.syntax.quick.build  # noqa: F401  # for those who import it later
    from lintrain.survey import surveyors

    surveyors()


def collect(unit: Unit, project: Project, rules: Sequence[type[Rule]]) -> Facts:
    """Return what ``rules`` ask for: paths are followed only if one of them is about what happens on them."""
    from lintrain.flow.witness import witness
    from lintrain.survey import is_surveyed, survey

    wanted = events_of(rules)
    facts = Facts(unit.path) if all(map(is_surveyed, wanted)) else witness(unit, project)
    return replace(facts, sightings=(*facts.sightings, *survey(unit, project, wanted)))


def _claims(
    path: str, data: bytes, rules: Sequence[type[Rule]], project: Project
) -> tuple[list[Claim], Trees]:
    """Return what is claimed, on graphs that libcst has read; to clear a file, the quick front end's do."""
    while True:
        with project.noting() as units:
            unit = project.graph(path, data)
            facts = collect(unit, project, rules)
        trees = Trees(path, data, project)
        claims = outspoken((rule, verdict) for rule in rules for verdict in rule().examine(facts))
        unconfirmed = {each.first: each for each in units if not each.confirmed}
        if (rules and not claims) or all(trees.confirm(each) for each in unconfirmed.values()):
            return claims, trees


def _findings(
    claims: list[Claim], path: str, trees: Trees, fixes: bool
) -> list[tuple[str, list[Finding], str]]:
    """Return the findings of each file, sorted, with the file's text."""
    unique = {(rule.code, verdict.at): (rule, verdict) for rule, verdict in reversed(claims)}
    found = [_finding(rule, verdict, trees, fixes) for rule, verdict in unique.values()]
    found.sort(key=lambda finding: finding.sort_key)
    return [(where, list(each), trees[where].text) for where, each in groupby(found, lambda f: f.path)]


def _finding(rule: type[Rule], verdict: Verdict, trees: Trees, fixes: bool) -> Finding:
    fix, withheld = _fix(rule, verdict, trees) if fixes else (None, "")
    where = verdict.at.path
    related = tuple(
        Related(w.label, w.at.path, trees[w.at.path].span(w.at.key)) for w in verdict.witness if w.label
    )
    return Finding(
        where,
        trees[where].span(verdict.at.key),
        rule.code,
        rule.name,
        verdict.severity or rule.severity,
        verdict.message,
        verdict.help,
        related,
        fix,
        withheld,
    )


def _fix(rule: type[Rule], verdict: Verdict, trees: Trees) -> tuple[Fix | None, str]:
    from lintrain.fixer import propose

    return propose(rule, verdict, trees.__getitem__)
