"""What a configuration may say: one description of its keys, for the reader, the schema and the manual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lintrain.findings import Severity
from lintrain.model.dialects import VERBS
from lintrain.reporters.formats import names

SEVERITIES = tuple(severity.value for severity in Severity)


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _table_of_strings(value: object) -> bool:
    return isinstance(value, dict) and all(map(_strings, value.values()))


def _text(value: object) -> bool:
    return isinstance(value, str)


def _truth(value: object) -> bool:
    return isinstance(value, bool)


_STRINGS = {"type": "array", "items": {"type": "string"}}
_VERBS = {"type": "array", "minItems": 1, "items": {"enum": list(VERBS)}}


@dataclass(frozen=True, eq=False)
class Kind:
    """What a value may be: in words, as a test, and as a JSON schema."""

    wanted: str
    accepts: Callable[[object], bool]
    schema: Mapping[str, Any]


RULES = Kind("a list of strings", _strings, _STRINGS)
PATTERNS = Kind("a list of strings", _strings, _STRINGS)
RULES_BY_FILE = Kind(
    "a table of lists of strings", _table_of_strings, {"type": "object", "additionalProperties": _STRINGS}
)
EVENTS = Kind(
    "a table of lists of verbs", _table_of_strings, {"type": "object", "additionalProperties": _VERBS}
)
TRUTH = Kind("true or false", _truth, {"type": "boolean"})
TEXT = Kind("a string", _text, {"type": "string"})


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. ``default`` and ``example`` are values as TOML; ``choices`` are all that may be said."""

    name: str
    kind: Kind
    default: str
    example: str
    summary: str
    choices: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """Say what a value must be."""
        return f"one of {', '.join(self.choices)}" if self.choices else self.kind.wanted

    def accepts(self, value: object) -> bool:
        """Tell whether a value is of the right type."""
        return self.kind.accepts(value) and (not self.choices or value in self.choices)


_KEYS = (
    Key("extend", TEXT, '""', '"../lintrain.toml"', "settings that these are put on top of"),
    Key("required-version", TEXT, '""', '">=0.1"', "refuse to run in another version"),
    Key("select", RULES, "[]", '["ALL"]', "only these rules; default: what is on by default"),
    Key("ignore", RULES, "[]", '["LT501"]', "not these"),
    Key("extend-select", RULES, "[]", '["missing-eval"]', "on top of what is selected"),
    Key("min-severity", TEXT, '"advice"', '"warning"', "leave out what is milder", SEVERITIES),
    Key("include", PATTERNS, "[]", '["src/**"]', "of the Python files and notebooks in folders only these"),
    Key("exclude", PATTERNS, "[...]", '["third_party"]', "instead of the built-in list (.git, .venv, ...)"),
    Key("extend-exclude", PATTERNS, "[]", '["*_pb2.py"]', "on top of it"),
    Key("force-exclude", TRUTH, "false", "true", "leave out what is excluded even if it is given by name"),
    Key("respect-gitignore", TRUTH, "true", "true", "pass over what .gitignore names"),
    Key("output-format", TEXT, '"full"', '"concise"', "how findings are shown", names()),
    Key("fixable", RULES, '["ALL"]', '["ALL"]', "what may be fixed"),
    Key("unfixable", RULES, "[]", '["state"]', "found, and never fixed"),
    Key("extend-safe-fixes", RULES, "[]", '["LT512"]', "fixed without `--unsafe-fixes`"),
    Key("extend-unsafe-fixes", RULES, "[]", '["LT301"]', "not fixed without it"),
    Key(
        "per-file-ignores",
        RULES_BY_FILE,
        "{}",
        '{"experiments/*" = ["weight-decay-on-norm"]}',
        "not these rules in files that match; `!` before a pattern means all others",
    ),
    Key(
        "per-file-select",
        RULES_BY_FILE,
        "{}",
        '{"notebooks/*" = ["error"]}',
        "only these rules there, in place of `select`",
    ),
    Key(
        "events",
        EVENTS,
        "{}",
        '{"mylib.Scaler.__call__" = ["backward", "unscale", "clip", "step", "scaler-update"]}',
        "what wrappers of your own do to gradients, in order",
    ),
)  # fmt: skip

KEYS: Mapping[str, Key] = {key.name: key for key in _KEYS}
"""All keys by their names, in the order in which they are shown."""


def schema() -> dict[str, Any]:
    """Return the JSON schema of the table."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "lintrain",
        "description": "The table [tool.lintrain] of pyproject.toml, and the whole of lintrain.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: {"description": key.summary, **_type(key)} for key in KEYS.values()},
    }


def _type(key: Key) -> Mapping[str, Any]:
    return {"type": "string", "enum": list(key.choices)} if key.choices else key.kind.schema
