"""What the configuration may say, and what it comes to: for ``lintrain config`` and ``--show-settings``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from lintrain.config import Settings
from lintrain.config_keys import Key
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.visible import visible
from lintrain.rule import Rule, all_rules
from lintrain.source.patterns import Patterns


def report_keys(terminal: Terminal, keys: Sequence[Key], as_json: bool) -> None:
    """Print all keys, a line for each."""
    if as_json:
        terminal.stream.write(json.dumps([as_object(key) for key in keys], indent=2) + "\n")
        return
    width = max(len(key.name) for key in keys)
    for key in keys:
        terminal.line((f"{key.name:<{width}}", "bold"), f"  {key.summary}")


def report_key(terminal: Terminal, key: Key, as_json: bool) -> None:
    """Print all that is known of one key."""
    if as_json:
        terminal.stream.write(json.dumps(as_object(key), indent=2) + "\n")
        return
    terminal.line((key.name, "bold"), f": {key.summary}")
    terminal.line()
    terminal.line(("Type", "quiet"), f": {key.wanted}")
    terminal.line(("Default", "quiet"), f": {key.default}")
    terminal.line(("Example", "quiet"), f": {key.name} = {key.example}")


def as_object(key: Key) -> dict[str, str]:
    """Return a key as JSON wants it."""
    return {
        "name": key.name,
        "doc": key.summary,
        "type": key.wanted,
        "default": key.default,
        "example": f"{key.name} = {key.example}",
    }


def report_settings(terminal: Terminal, path: str, settings: Settings) -> None:
    """Print what counts for one file."""
    mine = settings.of(path)
    terminal.line(("Settings for", "bold"), f": {visible(path)}")
    terminal.line(("Configuration", "bold"), f": {visible(mine.source or 'none: built-in and command line')}")
    terminal.line()
    rules = settings.rules_for(path)
    for name, value in _simple(mine):
        terminal.line(f"{name} = {value}")
    terminal.line(f"rules ({len(rules)} of {len(all_rules())}) = [")
    for rule in rules:
        terminal.line(f"  {rule.code} {rule.name}{_fixes(rule, mine)}")
    terminal.line("]")


def _simple(settings: Settings) -> Iterable[tuple[str, str]]:
    yield "min-severity", json.dumps(settings.min_severity.value)
    yield "include", _patterns([settings.include] if settings.include else [])
    yield "exclude", _patterns(settings.exclude)
    yield "force-exclude", json.dumps(settings.force_exclude)
    yield "respect-gitignore", json.dumps(settings.respect_gitignore)
    yield "output-format", json.dumps(settings.output_format)
    yield "events", json.dumps({name: list(verbs) for name, verbs in settings.events})


def _patterns(several: Iterable[Patterns]) -> str:
    return json.dumps([line for patterns in several for line in patterns.lines])


def _fixes(rule: type[Rule], settings: Settings) -> str:
    fixable = settings.fixes.fixable
    return " (never fixed)" if fixable is not None and rule.code not in fixable else ""
