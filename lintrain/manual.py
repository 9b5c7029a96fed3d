"""The manual of a rule, as text and as data. It comes from the rule's docstring and metadata."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

from lintrain import packs
from lintrain.rule import Rule

_HOW = re.compile(r"\bApplicability\.(SAFE|UNSAFE)\b")
_SIBLING = re.compile(r"^from \.(\w+) import", re.MULTILINE)


def has_fixer(rule: type[Rule]) -> bool:
    """Tell whether the rule has a fixer: a module of the same name in the fixers of its pack."""
    return packs.exists(_fixer(rule))


def fix_of(rule: type[Rule]) -> str:
    """Say how far the rule's fixes may be trusted: ``safe``, ``unsafe``, ``safe or unsafe``, or ``none``.

    The fixer's source says it, or where that leaves it to its siblings, theirs. It is read and not imported:
    that would bring the parser.
    """
    spec = importlib.util.find_spec(_fixer(rule)) if has_fixer(rule) else None
    if spec is None or spec.origin is None:
        return "none"
    module = Path(spec.origin)
    source = module.read_text(encoding="utf-8")
    siblings = [module.with_name(f"{name}.py") for name in _SIBLING.findall(source)]
    shared = "".join(sibling.read_text(encoding="utf-8") for sibling in siblings)
    told = _HOW.findall(source) or _HOW.findall(shared)
    return " or ".join(sorted({how.lower() for how in told}))


def _fixer(rule: type[Rule]) -> str:
    return packs.counterpart(rule.__module__, "fixers")


def state(rule: type[Rule]) -> str:
    """Say how bad it is, and whether it is off by default, as short as a column needs it."""
    return rule.severity.value if rule.default else f"{rule.severity.value}, off"


def judged(rule: type[Rule]) -> str:
    """Say by which witness the rule is judged, as short as a column needs it."""
    return "source, run" if rule.static and rule.runtime else "source" if rule.static else "run"


def witnesses(rule: type[Rule]) -> str:
    """Say by which witness the rule is judged."""
    if rule.static:
        return "in the source and in a run" if rule.runtime else "in the source only"
    return "in a run only"


def as_text(rule: type[Rule]) -> str:
    """Return the manual as Markdown."""
    fix = "A fix is available." if has_fixer(rule) else "There is no fix."
    state = "on by default" if rule.default else "off by default"
    head = f"# {rule.name} ({rule.code})\n\nSeverity: {rule.severity.value}, {state}. {fix}\n"
    return f"{head}Judged: {witnesses(rule)}.\n\n{rule.manual().rstrip()}\n" + (
        f"\n{rule.url()}\n" if rule.url() else ""
    )


def as_object(rule: type[Rule]) -> dict[str, Any]:
    """Return the manual and metadata as JSON wants them."""
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary(),
        "severity": rule.severity.value,
        "default": rule.default,
        "static": rule.static,
        "runtime": rule.runtime,
        "fix": fix_of(rule),
        "sets": list(rule.sets()),
        "explanation": rule.manual(),
        "url": rule.url(),
    }
