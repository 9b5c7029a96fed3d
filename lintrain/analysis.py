"""One file from bytes to findings: parse, collect facts, ask the rules, locate, prepare fixes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lintrain.findings import FileReport, Finding, Fix, Problem, Related
from lintrain.rule import Rule, Verdict

if TYPE_CHECKING:
    from lintrain.syntax.tree import Tree


def analyse(path: str, data: bytes, rules: Sequence[type[Rule]]) -> FileReport:
    """Return what ``rules`` find in one file.

    A file that cannot be parsed gives a report with a :class:`~lintrain.findings.Problem`.
    """
    from lintrain.flow.witness import witness
    from lintrain.syntax.tree import SyntaxProblem, parse

    try:
        tree = parse(path, data)
    except SyntaxProblem as problem:
        return FileReport(path, problems=(Problem(path, problem.message, problem.row, problem.column),))
    facts = witness(path, tree.code)
    claims = [(rule, verdict) for rule in rules for verdict in rule().examine(facts)]
    if not claims:
        return FileReport(path)
    from lintrain.fixer import propose

    def finding(rule: type[Rule], verdict: Verdict, tree: Tree = tree) -> Finding:
        fix, withheld = propose(rule, verdict, tree)
        return _located(path, rule, verdict, tree, fix, withheld)

    unique = {(rule.code, verdict.at): finding(rule, verdict) for rule, verdict in reversed(claims)}
    return FileReport(path, tuple(sorted(unique.values(), key=lambda f: f.sort_key)), text=tree.text)


def _located(
    path: str, rule: type[Rule], verdict: Verdict, tree: Tree, fix: Fix | None, withheld: str
) -> Finding:
    related = tuple(Related(w.label, w.at.path, tree.span(w.at.key)) for w in verdict.witness if w.label)
    return Finding(
        path,
        tree.span(verdict.at.key),
        rule.code,
        rule.name,
        verdict.severity or rule.severity,
        verdict.message,
        verdict.help,
        related,
        fix,
        withheld,
    )
