"""The manual of a rule, as text and as data. It comes from the rule's docstring and metadata."""

from __future__ import annotations

import importlib.util
from typing import Any

from lintrain.rule import Rule


def has_fixer(rule: type[Rule]) -> bool:
    """Tell whether the rule has a fixer: a module of the same name in ``lintrain.fixers``."""
    module = rule.__module__.rpartition(".")[2]
    return importlib.util.find_spec(f"lintrain.fixers.{module}") is not None


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
    return f"{head}Judged: {witnesses(rule)}.\n\n{rule.manual().rstrip()}\n\n{rule.url()}\n"


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
        "fix": has_fixer(rule),
        "explanation": rule.manual(),
        "url": rule.url(),
    }
